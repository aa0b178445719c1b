/** What a parameter must look like; otherwise a function answers with its own reason. */
export type Kind = (value: string) => boolean;

export const text: Kind = (value) => value !== '';
export const flag: Kind = (value) => value === '0' || value === '1';
/** A whole number from 1 on. */
export const count: Kind = (value) => /^[1-9]\d{0,18}$/.test(value);
export const port: Kind = (value) => count(value) && Number(value) <= 65_535;
export const oneOf =
  (...words: string[]): Kind =>
  (value) =>
    words.includes(value);

export interface Parameters {
  required: Readonly<Record<string, Kind>>;
  optional: Readonly<Record<string, Kind>>;
}

/** As strict as the reference: everything required, nothing that it does not name, everything of the right kind. */
export function checkParameters(
  fields: Readonly<Record<string, string>>,
  { required, optional }: Parameters,
): void {
  for (const name of Object.keys(required)) {
    if (fields[name] === undefined) {
      throw new Error(`Provide the “${name}” parameter for the function.`);
    }
  }
  const known = new Map([...Object.entries(required), ...Object.entries(optional)]);
  for (const [name, value] of Object.entries(fields)) {
    // Parameters of every function: which columns, which order, which part of an answer.
    if (name.startsWith('api.')) continue;
    const kind = known.get(name);
    if (kind === undefined) throw new Error(`The parameter “${name}” is not known.`);
    if (!kind(value)) throw new Error(`The value “${value}” is not valid for “${name}”.`);
  }
}

export const flags = (...names: string[]): Record<string, Kind> =>
  Object.fromEntries(names.map((name) => [name, flag]));
