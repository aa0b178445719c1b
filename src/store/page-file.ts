import { closeSync, readSync } from 'node:fs';
import { openToRead } from '../system/safe-file.ts';
import type { SqlValue } from './driver.ts';
import { readRecord, readVarint } from './page-record.ts';

/** Our files have pages of this size, whatever the header of a damaged one says. */
const PAGE_BYTES = 4096;
const MAGIC = 'SQLite format 3\0';
const FILE_HEADER_BYTES = 100;
const INDEX_INTERIOR = 2;
const TABLE_INTERIOR = 5;
const INDEX_LEAF = 10;
const TABLE_LEAF = 13;

/** A row or an entry of an index, as it is on a page. */
export interface PageRecord {
  /** Null in an index, and in a table that is stored as one (`WITHOUT ROWID`). */
  rowId: number | null;
  /** In the order of the table's columns; of an index, its columns and the row's key. */
  values: SqlValue[];
}

/**
 * Reads a damaged database page by page (https://sqlite.org/fileformat2.html), so that whatever is whole on one page is
 * found, no matter what has become of the pages that lead to it, of the description of the tables, or of the cells
 * beside it.
 */
export class PageFile {
  readonly pageBytes = PAGE_BYTES;
  readonly #file: number | Buffer;
  readonly #pages: number;

  private constructor(file: number | Buffer, size: number) {
    this.#file = file;
    this.#pages = Math.ceil(size / PAGE_BYTES);
  }

  static open(path: string): PageFile {
    const { fd, stat } = openToRead(path);
    return new PageFile(fd, stat.size);
  }

  /** The bytes of a sound file: what cannot be read in them is an error, and not merely a lost row. */
  static of(bytes: Buffer): PageFile {
    return new PageFile(bytes, bytes.length);
  }

  /** Skips what cannot be read, where the file is damaged. @throws where it should be sound */
  #leave(): void {
    if (typeof this.#file !== 'number') throw new Error('database disk image is malformed');
  }

  close(): void {
    if (typeof this.#file === 'number') closeSync(this.#file);
  }

  /** All records that can be read, except those on free pages, which have been deleted. */
  *records(): Generator<PageRecord> {
    const free = this.#freePages();
    for (let page = 1; page <= this.#pages; page++) {
      if (!free.has(page)) yield* this.#recordsOf(page);
    }
  }

  /** Those of one table or index. */
  *recordsBelow(root: number): Generator<PageRecord> {
    for (const page of this.#pagesBelow(root)) yield* this.#recordsOf(page);
  }

  /** The pages of a table or an index, as far as they can be found from its first. */
  #pagesBelow(root: number): Set<number> {
    const found = new Set<number>();
    const waiting = [root];
    for (let page = waiting.pop(); page !== undefined; page = waiting.pop()) {
      if (found.has(page) || page < 1 || page > this.#pages) {
        this.#leave();
        continue;
      }
      found.add(page);
      const bytes = this.#read(page);
      const start = startOf(bytes);
      const kind = bytes[start];
      if (kind !== INDEX_INTERIOR && kind !== TABLE_INTERIOR) continue;
      waiting.push(bytes.readUInt32BE(start + 8));
      for (const cell of cellsOf(bytes, start)) {
        if (cell + 4 <= PAGE_BYTES) waiting.push(bytes.readUInt32BE(cell));
      }
    }
    return found;
  }

  /** @returns none where their list is inconsistent */
  #freePages(): Set<number> {
    const none = new Set<number>();
    const found = new Set<number>();
    const first = this.#read(1);
    if (first.toString('latin1', 0, MAGIC.length) !== MAGIC) return none;
    for (let trunk = first.readUInt32BE(32); trunk !== 0; ) {
      if (trunk > this.#pages || found.has(trunk)) return none;
      found.add(trunk);
      const bytes = this.#read(trunk);
      const count = bytes.readUInt32BE(4);
      if (count > PAGE_BYTES / 4 - 2) return none;
      for (let i = 0; i < count; i++) found.add(bytes.readUInt32BE(8 + 4 * i));
      trunk = bytes.readUInt32BE(0);
    }
    return found.size === first.readUInt32BE(36) ? found : none;
  }

  *#recordsOf(page: number): Generator<PageRecord> {
    const bytes = this.#read(page);
    const start = startOf(bytes);
    const kind = bytes[start];
    if (kind === TABLE_INTERIOR) return;
    if (kind !== TABLE_LEAF && kind !== INDEX_LEAF && kind !== INDEX_INTERIOR) {
      this.#leave();
      return;
    }
    for (const cell of cellsOf(bytes, start)) {
      const size = readVarint(bytes, kind === INDEX_INTERIOR ? cell + 4 : cell);
      const record =
        size === null || size.value > this.#pages * PAGE_BYTES
          ? null
          : this.#recordAt(bytes, size.end, size.value, kind === TABLE_LEAF);
      if (record) yield record;
      else this.#leave();
    }
  }

  #recordAt(bytes: Buffer, start: number, size: number, isTable: boolean): PageRecord | null {
    const rowId = isTable ? readVarint(bytes, start) : null;
    if (isTable && rowId === null) return null;
    const payload = this.#payload(bytes, rowId?.end ?? start, size, isTable);
    const values = payload && readRecord(payload);
    return values && { rowId: rowId?.value ?? null, values };
  }

  /** The bytes of a record, the rest of which may be on pages of its own. */
  #payload(bytes: Buffer, at: number, size: number, isTable: boolean): Buffer | null {
    const most = isTable ? PAGE_BYTES - 35 : share(64);
    const least = share(32);
    const here = least + ((size - least) % (PAGE_BYTES - 4));
    const local = size <= most ? size : here <= most ? here : least;
    if (at + local + (local < size ? 4 : 0) > PAGE_BYTES) return null;
    if (local === size) return bytes.subarray(at, at + size);
    const parts: Buffer[] = [bytes.subarray(at, at + local)];
    let left = size - local;
    for (let page = bytes.readUInt32BE(at + local); left > 0; ) {
      if (page < 2 || page > this.#pages) return null;
      const next = this.#read(page);
      parts.push(next.subarray(4, 4 + left));
      left -= PAGE_BYTES - 4;
      page = next.readUInt32BE(0);
    }
    return Buffer.concat(parts);
  }

  /** A page cut off by the file's end is filled up with zeros. */
  #read(page: number): Buffer {
    const bytes = Buffer.alloc(PAGE_BYTES);
    const at = (page - 1) * PAGE_BYTES;
    if (typeof this.#file === 'number') readSync(this.#file, bytes, 0, PAGE_BYTES, at);
    else this.#file.copy(bytes, 0, at, at + PAGE_BYTES);
    return bytes;
  }
}

/** The part of a page that an index's record may take, in 255ths. */
function share(part: number): number {
  return Math.floor(((PAGE_BYTES - 12) * part) / 255) - 23;
}

/**
 * The file's header comes before the first page's own, wherever damage has put that page, and before no page that
 * replaced it.
 */
function startOf(bytes: Buffer): number {
  return bytes.toString('latin1', 0, MAGIC.length) === MAGIC ? FILE_HEADER_BYTES : 0;
}

/** Where a page's cells begin; invalid places are left out. */
function* cellsOf(bytes: Buffer, start: number): Generator<number> {
  const kind = bytes[start];
  const list = start + (kind === INDEX_INTERIOR || kind === TABLE_INTERIOR ? 12 : 8);
  const end = Math.min(list + 2 * bytes.readUInt16BE(start + 3), PAGE_BYTES - 1);
  for (let at = list; at + 1 < end; at += 2) {
    const cell = bytes.readUInt16BE(at);
    if (cell >= list && cell < PAGE_BYTES) yield cell;
  }
}
