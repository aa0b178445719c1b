import { randomBytes, randomInt } from 'node:crypto';

export const SESSION_COOKIE = 'whostmgrsession';

export interface Login {
  user: string;
  /** The cookie's value. */
  cookie: string;
  /** `/cpsess##########`. */
  token: string;
  /** Where the browser logged in from. */
  address: string;
}

/** Who is logged in. */
export class Logins {
  readonly #byCookie = new Map<string, Login>();

  create(user: string, address: string): Login {
    const login: Login = {
      user,
      cookie: `${user}%3a${randomBytes(12).toString('base64url')}%2c${randomBytes(16).toString('hex')}`,
      token: `/cpsess${String(randomInt(1_000_000_000, 9_999_999_999))}`,
      address,
    };
    this.#byCookie.set(login.cookie, login);
    return login;
  }

  /** The login whose cookie is in a `Cookie` header, or null. */
  find(header: string | undefined): Login | null {
    for (const part of (header ?? '').split(';')) {
      const [name, ...value] = part.trim().split('=');
      if (name === SESSION_COOKIE) {
        return this.#byCookie.get(value.join('=')) ?? null;
      }
    }
    return null;
  }

  forgetAll(): void {
    this.#byCookie.clear();
  }
}

/** The path in two: the token (or null), and the rest that begins with a slash. */
export function splitToken(path: string): { token: string | null; rest: string } {
  const match = /^(\/cpsess\d{1,20})(\/.*)?$/s.exec(path);
  return match === null
    ? { token: null, rest: path }
    : { token: match[1] ?? null, rest: match[2] ?? '/' };
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** The login page; it keeps the wanted page as `goto_uri`, and a form that was being sent there as `replay`. */
export function loginPage(gotoUri: string, words: string, replay = ''): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>WHM Login (stand-in)</title>
<style>body{font:16px/1.5 sans-serif;background:#22304a;color:#222;display:grid;place-items:center;min-height:100vh;margin:0}
form{background:#fff;padding:2rem;border-radius:6px;width:18rem}label{display:block;margin:.75rem 0}
input{width:100%;box-sizing:border-box;font:inherit;padding:.4rem}button{font:inherit;padding:.5rem 1.5rem}</style></head>
<body><form method="post" action="/login/" id="login_form"><h1>WHM</h1><p role="status">${escapeHtml(words)}</p>
<input type="hidden" name="goto_uri" value="${escapeHtml(gotoUri)}"><input type="hidden" name="replay" value="${escapeHtml(replay)}">
<label>Username <input name="user" id="user" autocomplete="username"></label>
<label>Password <input name="pass" id="pass" type="password" autocomplete="current-password"></label>
<button type="submit" id="login_submit">Log in</button></form></body></html>
`;
}

/** The default template after a login: posts to the wanted page, with the form that was being sent to it or with nothing. */
export function passthroughPage(address: string, replay: string): string {
  const fields = [...new URLSearchParams(replay)].map(
    ([name, value]) =>
      `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>WHM (stand-in)</title></head>
<body><form method="post" action="${escapeHtml(address)}" id="passthrough">${fields.join('')}</form>
<script>HTMLFormElement.prototype.submit.call(document.getElementById('passthrough'))</script></body></html>
`;
}

/** Only a path of this server may be the next page. */
export function safeGotoUri(text: string | null): string {
  return text !== null && /^\/(?![/\\])/.test(text) ? splitToken(text).rest : '/';
}
