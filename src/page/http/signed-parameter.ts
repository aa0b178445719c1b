import { SESSION_ACTIONS, type SessionAction } from '../../session/state.ts';
import type { ProcessEnvironment } from '../../system/environment.ts';
import { bindingOf, type CsrfBinding } from './csrf.ts';
import { readFormSecret } from './csrf-secret.ts';

/** What the server said when it was asked to do something. */
export interface ServerWords {
  action: SessionAction;
  words: string;
  /** Epoch seconds. */
  at: number;
}

const MAX_WORDS_LENGTH = 300;
/** After this, an address tells of an action that is no longer news. */
const SHOWN_SECONDS = 600;
const SHAPE = /^(pause|abort|resume)\.(\d{1,12})\.([\w-]{43})\.(.*)$/s;

/**
 * The server's words as the parameter `answer` of the address that a form redirects to: nothing has to be stored
 * between the two requests. They are signed with the secret of the forms, for this login and session, so that nobody
 * else can put words into the server's mouth with a link.
 */
export async function signWords(
  secret: Buffer,
  environment: ProcessEnvironment,
  sessionId: string,
  said: ServerWords,
): Promise<string> {
  const words = said.words.slice(0, MAX_WORDS_LENGTH);
  const parts = partsOf(sessionId, { ...said, words });
  const signature = await sign(secret, bindingOf(environment), parts);
  return `${said.action}.${said.at}.${signature}.${words}`;
}

/** @returns null for words that are old, or that this page did not sign for this login and session */
export async function readWords(
  environment: ProcessEnvironment,
  sessionId: string,
  parameter: string,
  now: number,
): Promise<ServerWords | null> {
  const [, name, at, signature = '', words = ''] = SHAPE.exec(parameter) ?? [];
  const action = SESSION_ACTIONS.find((candidate) => candidate === name);
  if (action === undefined) return null;
  const said = { action, words, at: Number(at) };
  if (said.at > now || now - said.at > SHOWN_SECONDS) return null;
  const parts = partsOf(sessionId, said);
  return (await isSigned(environment, parts, signature)) ? said : null;
}

/**
 * What has just happened, as a parameter of the address that a form redirects to; signed likewise. `tested`: a test
 * message has reached everybody; `saved`: the settings were written; `notice`: the form belonged to an ended login, and
 * nothing was done.
 */
const EVENTS = { tested: 'test-1', saved: 'saved-1', notice: 'aged-form-1' } as const;
type EventName = keyof typeof EVENTS;

export async function signEvent(
  name: EventName,
  secret: Buffer,
  environment: ProcessEnvironment,
  at: number,
): Promise<string> {
  return `${at}.${await sign(secret, bindingOf(environment), [EVENTS[name], at])}`;
}

/** @returns whether this page signed it a short time ago, for this login */
export async function hasHappened(
  name: EventName,
  environment: ProcessEnvironment,
  parameter: string | null,
  now: number,
): Promise<boolean> {
  const [, text, signature = ''] = /^(\d{1,12})\.([\w-]{43})$/.exec(parameter ?? '') ?? [];
  const at = Number(text);
  if (!(at <= now && now - at <= SHOWN_SECONDS)) return false;
  return isSigned(environment, [EVENTS[name], at], signature);
}

/** The first part keeps one kind of words from being taken for another, or for a proof of origin. */
function partsOf(sessionId: string, { action, words, at }: ServerWords): (string | number)[] {
  return ['words-1', sessionId, action, at, words];
}

async function isSigned(
  environment: ProcessEnvironment,
  parts: readonly (string | number)[],
  signature: string,
): Promise<boolean> {
  const { secret } = await readFormSecret(environment);
  if (secret === null) return false;
  const { timingSafeEqual } = await import('node:crypto');
  const expected = Buffer.from(await sign(secret, bindingOf(environment), parts));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function sign(
  secret: Buffer,
  { user, securityToken, sessionCookie }: CsrfBinding,
  parts: readonly (string | number)[],
): Promise<string> {
  const { createHmac } = await import('node:crypto');
  // JSON keeps the parts apart.
  const text = JSON.stringify([...parts, user, securityToken, sessionCookie]);
  return createHmac('sha256', secret).update(text).digest('base64url');
}
