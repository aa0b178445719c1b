import { type ExplanationRule, NAME, pattern } from './rule.ts';

/** The most general rules, tried last. */
export const generalRules = (): readonly ExplanationRule[] => [
  {
    title: 'Name taken by another account',
    meaning:
      'Something with that name belongs to another account on this server, so it was not overwritten.',
    effect: 'not-moved',
    advice: 'On this server: find out which account has it, and restore yours under another name.',
    retry: 'by-hand',
    patterns: () => [
      /already exists and is owned by|will not overwrite|(?:is|are) owned by (?:another|a different)|belongs? to another (?:account|user)/,
    ],
    words: ['already exists', 'overwrite', 'owned by', 'to another'],
  },
  {
    title: 'A program is missing',
    meaning: 'A command is not installed on the server that reports it, or is not in its PATH.',
    effect: 'maybe',
    advice:
      'On the server that reports it: check with “command -v NAME”, install the program, then move the account again if the step matters.',
    retry: 'after-fix',
    patterns: () => [/command not found|^(?:\/bin\/)?(?:ba|da|k|z|c)?sh: .{1,200}: not found$/],
    words: ['not found'],
  },
  {
    title: 'A file is missing',
    meaning: 'A program looked for a file or folder that is not there.',
    effect: 'maybe',
    advice:
      'Open the log at this line: the lines before it say which step failed. Compare the named path on both servers.',
    retry: 'after-fix',
    patterns: () => [/no such file or directory|\[errno 2\]|: not found$/],
    words: ['no such file', '[errno 2]', 'not found'],
  },
  {
    title: 'A program ended with an error',
    meaning:
      'One of the transfer’s programs ended with an error. The lines before this one in the log say why.',
    effect: 'maybe',
    advice: 'Open the log at this line and read the lines above it.',
    retry: 'after-fix',
    patterns: () => [
      /exit(?:ed)?(?: with)?(?: an?)? (?:error )?(?:code|status):? (?:\d+|‹\w+›)|\(code \d+\)|returned (?:an? )?(?:error|non-zero|exit)/,
    ],
    words: ['exit', '(code ', 'returned'],
  },
  {
    title: 'Already exists',
    meaning: 'Something with that name is already on this server and was kept as it is.',
    effect: 'maybe',
    advice: 'Compare what is on this server with the source.',
    retry: 'by-hand',
    patterns: () => [
      pattern(`${NAME} (?:already exists|exists already)|\\(file exists\\)|: file exists`),
    ],
    words: ['already exists', 'exists already', 'file exists'],
  },
];
