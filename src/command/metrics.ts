import { readOpenMetrics } from '../app/measure.ts';
import { readArguments } from './arguments.ts';
import type { Command } from './command-context.ts';

/** `metrics`: OpenMetrics text on stdout, for a collector of text files or a scraper. */
export const metrics: Command = ({ openMonitor, output }, args) => {
  readArguments(args, { words: [], options: {} });
  output.write(readOpenMetrics(openMonitor()));
  return 0;
};
