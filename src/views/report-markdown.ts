import type { ReportPage } from './session-report-page.ts';
import { markdownText as plain } from './text.ts';

/**
 * A short summary of a session, to be pasted into a ticket or a chat: verdict, causes with their accounts, result of
 * the verification. Names and messages come from another server, so none of them is interpreted as Markdown or HTML.
 */
export function reportMarkdown(page: ReportPage): string {
  const { heading, facts, causes, verification } = page;
  const route = [heading.source, heading.target].filter((host) => host !== null).map(plain);
  const lines = [
    `# Transfer ${route.join(' → ')}`,
    '',
    `**${plain(page.state.word)}**: ${plain(page.sentence)}`,
    ...(page.alarm === null ? [] : ['', `**Stalled**: ${plain(page.alarm)}`]),
    '',
    ...facts.map(({ label, value }) => `- ${label}: ${plain(value)}`),
    ...(page.followUps === null ? [] : [`- ${page.followUps}`]),
    '',
    '## What to do',
    '',
    ...(page.emptyWords === null ? [] : [plain(page.emptyWords)]),
    ...causes.map((cause) => {
      const title = plain(cause.title.map(({ text }) => text).join(''));
      const more = [cause.done, cause.quote, cause.advice]
        .filter((words) => words !== null)
        .map(plain);
      const names = [...cause.names.map(plain), ...(cause.more === null ? [] : [cause.more])];
      return [
        `- **${plain(cause.badge.word)}**: ${title}${more.length === 0 ? '' : ` (${more.join('; ')})`}`,
        ...(names.length === 0 ? [] : [`  Names: ${names.join(', ')}`]),
      ].join('\n');
    }),
    ...(page.causesMore === null ? [] : [`- ${page.causesMore}`]),
    ...(page.settledWords === null ? [] : ['', page.settledWords]),
  ];
  if (verification !== null) {
    lines.push('', '## Verified', '', plain(verification.sentence));
    for (const { name, checks } of verification.accounts) {
      lines.push(`- ${plain(name)}: ${checks.map(plain).join('; ')}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
