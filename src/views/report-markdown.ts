import type { ReportPage } from './session-report-page.ts';
import { markdownText as plain } from './text.ts';

/**
 * A session in short, to be pasted into a ticket or a chat: verdict, causes with their accounts, what verification found. Names and messages
 * come from another server: none of them is read as Markdown or HTML.
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
