import { isObject } from '../log/value.ts';
/** Where a value of `config.json` is, and where complaints about it go. */
export interface ConfigReport {
  errors: string[];
  warnings: string[];
}

/** The same, with each unacceptable value by its place. */
export interface ConfigFindings extends ConfigReport {
  wrong: WrongValue[];
}

/** An unacceptable value: `stall.minutes`, and what it must be. */
export interface WrongValue {
  key: string;
  mustBe: string;
}

/**
 * The keys of one object of `config.json`, read one by one. An unacceptable value is an error that names its key
 * (`config.json: stall.minutes: must be …`), and the default is used.
 */
export class ConfigSection {
  private readonly known = new Set<string>();

  constructor(
    private readonly values: Record<string, unknown>,
    private readonly prefix: string,
    private readonly report: ConfigFindings,
  ) {}

  /** The value of a key, read by an importer that gives undefined for an unacceptable one. */
  value<T>(
    key: string,
    fallback: T,
    mustBe: string,
    importer: (value: unknown) => T | undefined,
  ): T {
    this.known.add(key);
    const value = this.values[key];
    if (value === undefined) return fallback;
    const imported = importer(value);
    if (imported !== undefined) return imported;
    this.error(key, mustBe);
    return fallback;
  }

  /** As `value`, for a key without a default: a missing one is an error, too. */
  required<T>(
    key: string,
    mustBe: string,
    importer: (value: unknown) => T | undefined,
  ): T | undefined {
    this.known.add(key);
    const imported = importer(this.values[key]);
    if (imported === undefined) this.error(key, mustBe);
    return imported;
  }

  /** A finite number within bounds, both included. */
  number(key: string, fallback: number, min: number, max: number): number {
    return this.value(key, fallback, `must be a number from ${min} to ${max}`, (value) =>
      typeof value === 'number' && value >= min && value <= max ? value : undefined,
    );
  }

  boolean(key: string, fallback: boolean): boolean {
    return this.value(key, fallback, 'must be true or false', (value) =>
      typeof value === 'boolean' ? value : undefined,
    );
  }

  section(key: string): ConfigSection {
    const values = this.value<Record<string, unknown>>(key, {}, 'must be an object', (value) =>
      isObject(value) ? value : undefined,
    );
    return new ConfigSection(values, `${this.prefix}${key}.`, this.report);
  }

  /** Each object of a list; an entry that is no object is an error. */
  sections(key: string): ConfigSection[] {
    const list = this.value<unknown[]>(key, [], 'must be a list of objects', (value) =>
      Array.isArray(value) ? value : undefined,
    );
    return list.flatMap((entry, index) => {
      if (isObject(entry)) {
        return [new ConfigSection(entry, `${this.prefix}${key}[${index}].`, this.report)];
      }
      this.error(`${key}[${index}]`, 'must be an object');
      return [];
    });
  }

  private error(key: string, mustBe: string): void {
    this.report.wrong.push({ key: `${this.prefix}${key}`, mustBe });
    this.report.errors.push(`config.json: ${this.prefix}${key}: ${mustBe}`);
  }

  /** To be called when all keys have been read: what is left may be a typing mistake. */
  warnOfUnknownKeys(): void {
    for (const key of Object.keys(this.values)) {
      if (!this.known.has(key)) {
        this.report.warnings.push(`config.json: ${this.prefix}${key}: is not a known setting`);
      }
    }
  }
}
