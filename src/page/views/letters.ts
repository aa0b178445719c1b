import { readSourceAccounts } from '../../app/verify/source-report.ts';
import { findSource } from '../../app/verify/sources.ts';
import { readLetters, readSourceLetters } from '../../app/write-letters.ts';
import { type LetterInput, letterCsvLines, letterMarkdownLines } from '../../views/letter.ts';
import { observe, type RequestContext } from '../context.ts';
import type { PageAnswer } from '../http/response.ts';
import type { ParametersOf } from '../urls.ts';
import { csvAnswer } from './report.ts';

/** What the owners of a session's accounts must know (`report=letters&format=md`). */
export function sessionLetters(
  context: RequestContext,
  { session }: ParametersOf<'session'>,
): PageAnswer {
  return markdown(readLetters(context.monitor, observe(context, session)));
}

type Source = ParametersOf<'source'>;

/** The same for all sessions of a source, for which Markdown has no other report. */
export function sourceLetters(context: RequestContext, at: Source): PageAnswer {
  return markdown(ofSource(context, at));
}

export function sourceLetterCsv(context: RequestContext, at: Source): PageAnswer {
  const lines = letterCsvLines(ofSource(context, at));
  return csvAnswer(context, `source-${at.source}-letters`, lines);
}

function ofSource(
  { monitor, hasTimeLeft }: RequestContext,
  { source }: Source,
): Iterable<LetterInput> {
  const { snapshots } = findSource(monitor, source, hasTimeLeft);
  const { accounts } = readSourceAccounts(monitor, snapshots);
  return readSourceLetters(monitor, snapshots, accounts);
}

function markdown(letters: Iterable<LetterInput>): PageAnswer {
  return {
    status: 200,
    headers: { 'Content-Type': 'text/markdown; charset=utf-8' },
    body: [...letterMarkdownLines(letters)].join(''),
  };
}
