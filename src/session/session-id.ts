/** A session id as the server makes it: template, initiator, time and random letters, at most 36 characters. */
const SESSION_ID = /^[0-9A-Za-z_]{1,36}$/;

export function isSessionId(text: string): boolean {
  return SESSION_ID.test(text);
}
