import { isObject, type JsonObject } from '../../log/value.ts';
import type { DecodedAnswer } from './answer.ts';

/** What both codecs need of an answer before they judge it. */
export type Envelope =
  | { ok: true; answer: JsonObject; metadata: JsonObject }
  | { ok: false; failure: Extract<DecodedAnswer, { ok: false }> };

/**
 * Reads the text of an answer as far as its `metadata.result`, which has been checked from then on: a number, a string
 * or a boolean; says in words what is missing.
 */
export function openEnvelope(text: string): Envelope {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return odd('not-json', `The server's answer is not JSON: ${describeText(text)}`);
  }
  if (!isObject(answer)) {
    return odd('odd-answer', "The server's answer is JSON, but not an object.");
  }
  const { metadata } = answer;
  if (!isObject(metadata)) {
    const words = legacyWords(answer);
    return odd('odd-answer', words ?? "The server's answer has no metadata.");
  }
  if (!['number', 'string', 'boolean'].includes(typeof metadata.result)) {
    return odd(
      'odd-answer',
      textOf(metadata.reason) ?? "The server's answer does not say whether it worked (no result).",
    );
  }
  return { ok: true, answer, metadata };
}

/** Used when the server reports that a call failed but gives no reason. */
export const NO_REASON = 'The server says that it failed, and gives no reason.';

/** A text that is not empty, trimmed; null for anything else. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return null;
  const trimmed = value.trim();
  return trimmed === '' ? null : trimmed;
}

/** The message of an answer in the forms that older layers of the server use for refusals. */
export function legacyWords(answer: JsonObject): string | null {
  const old = answer.cpanelresult;
  if (isObject(old)) {
    const data = isObject(old.data) ? textOf(old.data.reason) : null;
    return textOf(old.error) ?? data;
  }
  return textOf(answer.statusmsg) ?? textOf(answer.error) ?? textOf(answer.reason);
}

/** One short line for a text that was expected to be JSON: a page's title, or how the text begins. */
export function describeText(text: string): string {
  if (text.trim() === '') return 'it is empty.';
  const head = text.slice(0, 20_000);
  if (looksLikeHtml(head)) {
    const title = /<title[^>]*>([^<]{1,200})/i.exec(head)?.[1]?.replace(/\s+/g, ' ').trim();
    return title ? `it is the web page “${title}”.` : 'it is a web page.';
  }
  const line = head.replace(/\s+/g, ' ').trim();
  return `“${line.length > 120 ? `${line.slice(0, 120)}…` : line}”`;
}

export function looksLikeHtml(text: string): boolean {
  return /^\s*(?:<!doctype html|<html|<head|<body|<script|<!--)/i.test(text);
}

function odd(kind: 'not-json' | 'odd-answer', reason: string): Envelope {
  return { ok: false, failure: { ok: false, kind, reason } };
}
