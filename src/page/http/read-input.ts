/** A form of this page is a few hundred bytes: whoever needs longer for it sends none. */
const LONGEST_MS = 10_000;

/**
 * The standard input up to that length, or to its end. Whoever promises a body and never sends it, or drop by drop, is
 * waited for no longer than the whole reading may take; a blocking read could not be ended.
 *
 * @returns null where the time was up
 */
export function readInput(length: number): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const blocks: Buffer[] = [];
    let size = 0;
    const input = process.stdin;
    const end = (result: Buffer | null): void => {
      clearTimeout(timer);
      input.removeAllListeners('data').pause();
      resolve(result);
    };
    const timer = setTimeout(() => end(null), LONGEST_MS);
    input.on('data', (block: Buffer) => {
      blocks.push(block);
      size += block.length;
      if (size >= length) end(Buffer.concat(blocks).subarray(0, length));
    });
    input.on('end', () => end(Buffer.concat(blocks)));
    input.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
