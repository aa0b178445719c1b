import { existsSync } from 'node:fs';
import { damagedCode } from '../app/maintain.ts';
import { notificationReport } from '../app/notification-report.ts';
import { archiveReport } from '../app/retention.ts';
import { hostPath } from '../system/environment.ts';
import { DATA_FOLDER, OWN_FILES } from '../system/paths.ts';
import { countNoun, formatCount, formatSize } from '../views/size.ts';
import { formatExact } from '../views/time.ts';
import type { CommandContext } from './command-context.ts';
import type { Examination } from './doctor.ts';
import { bad, type Finding, ok, warn } from './finding.ts';

const SENDMAIL = '/usr/sbin/sendmail';
const SETTINGS = `${DATA_FOLDER}/${OWN_FILES.config}`;

/** `doctor` on the archive: what it holds, and whether the retention keeps up. */
export const examineArchive: Examination = (context) => {
  const report = archiveReport(context.openMonitor());
  const bytes = report.logBytes + report.rowBytes;
  const since = report.oldestAt === null ? '' : `, the oldest from ${formatExact(report.oldestAt)}`;
  const held = `The archive holds ${countNoun(report.sessions, 'session')} that the server has deleted${since}`;
  const findings: Finding[] = [
    ok('archive', `${held}; ${formatSize(bytes)} of ${formatSize(report.limitBytes)}.`),
  ];
  if (report.overdue.length > 0) {
    findings.push(
      warn(
        'archive:retention',
        `${countNoun(report.overdue.length, 'session')} should have been removed by now and ${report.overdue.length === 1 ? 'is' : 'are'} not.`,
        'Run: whm-transfers ingest, and read its output.',
      ),
    );
  }
  if (report.incomplete.length > 0) {
    findings.push(
      warn(
        'archive:logs',
        `The archive was full: logs of ${countNoun(report.incomplete.length, 'session')} are not all kept.`,
        `Raise retention.maxBytes in ${SETTINGS}.`,
      ),
    );
  }
  return findings;
};

/** `doctor` on messages to people: who is notified, and what could not be sent. */
export const examineNotifications: Examination = (context) => {
  const { channels, counts, recent, trouble: unread } = notificationReport(context.openMonitor());
  if (unread !== null) {
    return [bad('notices', unread, 'Run: whm-transfers ingest, and read its output.')];
  }
  if (channels.length === 0) return [ok('notices', 'Notifications are off (config.json).')];
  const findings = [
    ok('notices', `Recipients: ${channels.join('; ')}. ${formatCount(counts.sent)} sent so far.`),
  ];
  const trouble = recent.find((record) => record.state !== 'sent' && record.trouble !== null);
  if (counts.waiting + counts.failed > 0 && trouble) {
    findings.push(
      (counts.waiting > 0 ? bad : warn)(
        'notices:unsent',
        `Not sent: ${formatCount(counts.waiting)} waiting, ${formatCount(counts.failed)} given up. The last one, ${trouble.label}: ${trouble.trouble}.`,
        `Fix the recipient, or the address in ${SETTINGS}; those waiting are sent again.`,
      ),
    );
  }
  return [...findings, ...examineSendmail(context, channels)];
};

/** `doctor` on the compiled code that pages store: pages ignore a damaged file, but it shows that the disk loses data. */
export const examineCode: Examination = ({ root }) => {
  const damaged = damagedCode(root);
  if (damaged.length === 0) return [];
  return [
    warn(
      'code',
      `Compiled code of the page is damaged: ${damaged.join(', ')}. Pages ignore it.`,
      'Run: whm-transfers ingest, which removes it. Whatever damaged it may have damaged more: check the disk.',
    ),
  ];
};

function examineSendmail({ root }: CommandContext, channels: readonly string[]): Finding[] {
  const hasMail = channels.some((label) => label.startsWith('mail '));
  if (!hasMail || existsSync(hostPath(root, SENDMAIL))) return [];
  return [bad('notices:sendmail', `${SENDMAIL} is missing.`, 'Install the server’s mail service.')];
}
