import type { EventBody, ItemRef, Outcome } from '../session/event.ts';
import type { IssueEntry, Repair } from '../session/issue.ts';
import { boundName, boundText } from './value.ts';

/**
 * The same event with names and texts of bounded length: a page that shows them stays readable, and the cache small.
 * Secrets were masked before: half of one would not be known for what it is.
 *
 * @returns the very same body where nothing is too long
 */
export function boundBody(body: EventBody): EventBody {
  switch (body.kind) {
    case 'fact': {
      const value = boundName(body.value);
      return value === body.value ? body : { ...body, value };
    }
    case 'item-started':
    case 'item-logged':
    case 'item-told':
      return isBoundWork(body) ? body : { ...body, ...boundWork(body) };
    case 'item-ended': {
      if (isBoundWork(body) && isBoundOutcome(body.outcome)) return body;
      return { ...body, ...boundWork(body), outcome: boundOutcome(body.outcome) };
    }
    default:
      return body;
  }
}

interface Work {
  item: ItemRef;
  logfile: string | null;
}

const isName = (name: string | null): boolean => name === null || boundName(name) === name;
const isText = (text: string | null): boolean => text === null || boundText(text) === text;
const nameOrNull = (name: string | null): string | null => (name === null ? null : boundName(name));
const textOrNull = (text: string | null): string | null => (text === null ? null : boundText(text));

function isBoundWork({ item, logfile }: Work): boolean {
  const { type, name, localName, label } = item;
  return isName(type) && isName(name) && isName(localName) && isName(label) && isName(logfile);
}

function boundWork({ item, logfile }: Work): Work {
  const bounded = {
    type: boundName(item.type),
    name: boundName(item.name),
    localName: nameOrNull(item.localName),
    label: nameOrNull(item.label),
  };
  return { item: bounded, logfile: nameOrNull(logfile) };
}

function isBoundOutcome({ failure, message, issues }: Outcome): boolean {
  return isText(failure) && isText(message) && issues.every(isBoundIssue);
}

function isBoundIssue({ module, function: name, text, repair }: IssueEntry): boolean {
  return isName(module) && isName(name) && isText(text) && (repair === null || isRepair(repair));
}

function isRepair({ label, path, params }: Repair): boolean {
  const entries = Object.entries(params);
  const isShort = entries.every(([name, value]) => isName(name) && isText(value));
  return isName(label) && isText(path) && entries.length <= MOST_PARAMETERS && isShort;
}

const MOST_PARAMETERS = 100;

function boundOutcome(outcome: Outcome): Outcome {
  return {
    ...outcome,
    failure: textOrNull(outcome.failure),
    message: textOrNull(outcome.message),
    issues: outcome.issues.map((issue) => (isBoundIssue(issue) ? issue : boundIssue(issue))),
  };
}

function boundIssue(issue: IssueEntry): IssueEntry {
  const { repair } = issue;
  return {
    ...issue,
    module: nameOrNull(issue.module),
    function: nameOrNull(issue.function),
    text: boundText(issue.text),
    repair: repair && boundRepair(repair),
  };
}

function boundRepair({ label, path, params }: Repair): Repair {
  const entries = Object.entries(params).slice(0, MOST_PARAMETERS);
  return {
    label: boundName(label),
    path: boundText(path),
    params: Object.fromEntries(entries.map(([name, value]) => [boundName(name), boundText(value)])),
  };
}
