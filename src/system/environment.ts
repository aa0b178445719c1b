/** What one process takes from its environment. Missing variables are null; nothing here is checked for rights. */
export interface ProcessEnvironment {
  /** All host paths are resolved under it: `/`, or `WHM_TRANSFERS_ROOT` in tests and the preview. */
  root: string;
  /** The WHM login that requests the page (`REMOTE_USER`). */
  user: string | null;
  /** `/cpsess` and the digits, with the slash; null outside cpsrvd, or where it is not of that form. */
  securityToken: string | null;
  /** The value of the caller's cookie `whostmgrsession`, still percent-encoded as the browser sent it. */
  sessionCookie: string | null;
  /** `whm_chrome_cache_directory`: where the server keeps its rendered header and footer, if it was moved. */
  chromeCacheDirectory: string | null;
}

/** Names of variables that hold a secret which this program never needs. */
const SECRET_NAME =
  /PASS(?:WORD|WD|PHRASE)|SECRET|CREDENTIAL|AUTHORIZATION|API_?(?:KEY|TOKEN)|PRIVATE_?KEY|ACCESS_?(?:KEY|HASH)/i;

/** The variables that a child process may see; everything else (cookies, tokens, CGI) stays here. */
const CHILD_VARIABLES = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'WHM_TRANSFERS_ROOT'];

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Reads, once, what the rest of the program gets as arguments. */
export function readEnvironment(env: NodeJS.ProcessEnv): ProcessEnvironment {
  const token = text(env.cp_security_token);
  return {
    root: text(env.WHM_TRANSFERS_ROOT) ?? '/',
    user: text(env.REMOTE_USER),
    securityToken: token !== null && isSecurityToken(token) ? token : null,
    sessionCookie: cookieValue(env.HTTP_COOKIE ?? '', 'whostmgrsession'),
    chromeCacheDirectory: text(env.whm_chrome_cache_directory),
  };
}

/**
 * Removes secrets such as `REMOTE_PASSWORD` (the administrator's real password, where the server passes it on) from
 * `env` itself, and returns the small environment that child processes may see. To be called before anything else: what
 * is gone cannot end up in a log, a crash dump or a child.
 */
export function dropSecrets(env: NodeJS.ProcessEnv): Record<string, string> {
  for (const name of Object.keys(env)) {
    if (SECRET_NAME.test(name)) delete env[name];
  }
  const child: Record<string, string> = { PATH: DEFAULT_PATH };
  for (const name of CHILD_VARIABLES) {
    const value = text(env[name]);
    if (value !== null) child[name] = value;
  }
  return child;
}

/** The form of cpsrvd's token in the path; nothing else may become part of an address. */
export function isSecurityToken(token: string): boolean {
  return /^\/cpsess[0-9A-Za-z]{1,32}$/.test(token);
}

/** An absolute host path under the host root: `("/tmp/r", "/var/cpanel")` gives `/tmp/r/var/cpanel`. */
export function hostPath(root: string, path: string): string {
  return root === '/' ? path : `${root.replace(/\/+$/, '')}${path}`;
}

/** The first cookie of that name in a `Cookie` header, undecoded; null when missing or empty. */
export function cookieValue(header: string, name: string): string | null {
  for (const part of header.split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === name) {
      const value = part.slice(equals + 1).trim();
      return value === '' ? null : value;
    }
  }
  return null;
}

function text(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}
