import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { ApiCall } from './cpsrvd/api-call.ts';
import { ApiFunctions } from './cpsrvd/api-functions.ts';
import { isCovered } from './cpsrvd/app-config.ts';
import { createCertificate } from './cpsrvd/certificate.ts';
import { runCgi, runCgiBy } from './cpsrvd/cgi.ts';
import { CHROME_URL, chromeSource, writeChrome } from './cpsrvd/chrome-files.ts';
import type { CreatedSessions } from './cpsrvd/created-sessions.ts';
import { fieldsOf, listenOn, readBody, redirect, sendHtml } from './cpsrvd/http.ts';
import { answerApi } from './cpsrvd/json-api.ts';
import {
  type Login,
  Logins,
  loginPage,
  passthroughPage,
  SESSION_COOKIE,
  safeGotoUri,
  splitToken,
} from './cpsrvd/logins.ts';
import { ADMIN_PASSWORD, type CpsrvdOptions, type CpsrvdSwitches } from './cpsrvd/options.ts';
import { sendOwnPage } from './cpsrvd/own-page.ts';
import { ServerInventory } from './cpsrvd/server-inventory.ts';
import { ServerRoom } from './cpsrvd/server-room.ts';
import { sendStaticFile } from './cpsrvd/static-files.ts';
import { TransferFunctions } from './cpsrvd/transfer-functions.ts';
import { repositoryRoot } from './repository.ts';
import type { PlayedSession } from './simulator/play-session.ts';
import { standInFolder } from './vendor-commands.ts';

export { ADMIN_PASSWORD, type CpsrvdOptions } from './cpsrvd/options.ts';

export const PLUGIN_URL = '/cgi/transfer_monitor/';
/** Starts the stand-in for the WHM server on the loopback: HTTP and HTTPS with a fresh self-signed certificate. */
export async function startCpsrvd(options: CpsrvdOptions): Promise<Cpsrvd> {
  const server = new Cpsrvd(options);
  await server.listen(options.port ?? 0);
  return server;
}

export class Cpsrvd {
  readonly switches: CpsrvdSwitches = {
    referrer: 'off',
    cookieIp: 'off',
    apiFault: null,
    types: 'numbers',
    rolesOff: new Set(),
    hasBatch: true,
    answerMs: 0,
  };
  readonly logins = new Logins();
  readonly #options: CpsrvdOptions;
  readonly #users: Record<string, string>;
  /** What the server says of its own accounts. */
  readonly inventory = new ServerInventory();
  /** What it has room for. */
  readonly room = new ServerRoom();
  readonly #transfers: TransferFunctions;
  readonly #functions: ApiFunctions;
  readonly #servers: Server[];
  readonly #sockets = new Set<Socket>();
  readonly #children = new Set<ChildProcess>();
  readonly #commandPath = `/stand-in-api-${randomBytes(8).toString('hex')}/`;
  httpUrl = '';
  httpsUrl = '';

  constructor(options: CpsrvdOptions) {
    this.#options = options;
    this.#users = options.users ?? { root: ADMIN_PASSWORD };
    this.#transfers = new TransferFunctions(options.root);
    this.#functions = new ApiFunctions(
      [this.#transfers.table, this.inventory.table, this.room.table],
      this.switches,
    );
    const listen = (isTls: boolean) => (request: IncomingMessage, response: ServerResponse) => {
      this.#handle(request, response, isTls).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : new Error(String(error)));
      });
    };
    this.#servers = [
      createServer(listen(false)),
      createTlsServer(createCertificate(), listen(true)),
    ];
    for (const server of this.#servers) {
      const event = server === this.#servers[0] ? 'connection' : 'secureConnection';
      server.on(event, (socket: Socket) => {
        this.#sockets.add(socket);
        socket.on('close', () => this.#sockets.delete(socket));
      });
    }
    writeChrome(options.root, Object.keys(this.#users));
  }

  /** Every call of the API so far, over the session token and through `whmapi1`. */
  get apiCalls(): ApiCall[] {
    return this.#functions.calls;
  }

  /** Sessions made through the API, and what a test says about the server for them. */
  get created(): CreatedSessions {
    return this.#transfers.created;
  }

  /** From now on the API's requests about this session reach its player. */
  add(session: PlayedSession): void {
    this.#transfers.add(session);
  }

  /** The address of the plugin's page, without a token: as a bookmark has it. */
  pluginUrl(query = ''): string {
    return `${this.httpUrl}${PLUGIN_URL}index.cgi${query === '' ? '' : `?${query}`}`;
  }

  /** Logs a user in without the page: for tests that speak HTTP themselves. */
  login(user = 'root'): Login & { cookieHeader: string } {
    const login = this.logins.create(user, this.#browserAddress);
    return { ...login, cookieHeader: `${SESSION_COOKIE}=${login.cookie}` };
  }

  async listen(port: number): Promise<void> {
    const ports = await Promise.all(
      this.#servers.map((server, index) => listenOn(server, index === 0 ? port : 0)),
    );
    this.httpUrl = `http://127.0.0.1:${ports[0]}`;
    this.httpsUrl = `https://127.0.0.1:${ports[1]}`;
    const folder = standInFolder(this.#options.root);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'api-url'), `${this.httpUrl}${this.#commandPath.slice(0, -1)}`);
  }

  async stop(): Promise<void> {
    rmSync(join(standInFolder(this.#options.root), 'api-url'), { force: true });
    for (const child of this.#children) {
      child.kill('SIGKILL');
    }
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await Promise.all(
      this.#servers.map((server) => new Promise<void>((done) => server.close(() => done()))),
    );
    this.#functions.checkCalls();
  }

  get #browserAddress(): string {
    return this.#options.browserAddress ?? '127.0.0.1';
  }

  async #handle(request: IncomingMessage, response: ServerResponse, isTls: boolean): Promise<void> {
    response.setHeader('X-Frame-Options', 'SAMEORIGIN');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Connection', 'close');
    const url = request.url ?? '/';
    const at = url.indexOf('?');
    const path = at < 0 ? url : url.slice(0, at);
    const query = at < 0 ? '' : url.slice(at + 1);
    if (path.startsWith(this.#commandPath)) {
      const call = { function: path.slice(this.#commandPath.length), user: 'root' } as const;
      const fields = fieldsOf(new URLSearchParams(await readBody(request)));
      await answerApi(
        response,
        this.#functions,
        { ...call, arguments: fields, by: 'command' },
        null,
      );
      return;
    }
    if (path === '/login/' && request.method === 'POST') {
      this.#logIn(new URLSearchParams(await readBody(request)), response);
      return;
    }
    if (this.#options.loginFree === true && path.startsWith('/login-free/')) {
      const free = this.#open(this.logins.create('root', this.#browserAddress), response);
      redirect(response, free.token + safeGotoUri(url.slice(11)));
      return;
    }
    const { token, rest } = splitToken(path);
    if (rest.startsWith('/json-api/')) {
      await this.#api(request, response, token, rest.slice('/json-api/'.length), query);
      return;
    }
    const login = this.logins.find(request.headers.cookie);
    const wanted = rest + (query === '' ? '' : `?${query}`);
    if (login !== null && token === null && request.method === 'GET') {
      redirect(response, login.token + wanted);
    } else if (login === null || token !== login.token) {
      const words = login === null ? 'Please log in.' : 'The security token is not valid.';
      const replay = request.method === 'POST' ? await readBody(request) : '';
      sendHtml(response, 401, loginPage(wanted, words, replay));
    } else if (!this.#referrerIsFine(request)) {
      sendHtml(response, 403, '<h1>Forbidden</h1><p>The referrer check refused the request.</p>');
    } else {
      await this.#page(request, response, login, rest, query, isTls);
    }
  }

  #logIn(form: URLSearchParams, response: ServerResponse): void {
    const user = form.get('user') ?? '';
    const wanted = safeGotoUri(form.get('goto_uri'));
    const password = Object.hasOwn(this.#users, user) ? this.#users[user] : undefined;
    if (password === undefined || form.get('pass') !== password) {
      sendHtml(response, 401, loginPage(wanted, 'The login is invalid.'));
      return;
    }
    const { token } = this.#open(this.logins.create(user, this.#browserAddress), response);
    // Whoever wanted a page gets there by a form, as behind the server's own login.
    if (wanted === '/') redirect(response, `${token}/`);
    else sendHtml(response, 200, passthroughPage(token + wanted, form.get('replay') ?? ''));
  }

  #open(login: Login, response: ServerResponse): Login {
    response.setHeader('Set-Cookie', `${SESSION_COOKIE}=${login.cookie}; path=/; HttpOnly`);
    return login;
  }

  #referrerIsFine(request: IncomingMessage): boolean {
    const { referer, host } = request.headers;
    if (this.switches.referrer === 'off') {
      return true;
    }
    if (referer === undefined || referer === '') {
      return this.switches.referrer !== 'required' || request.method !== 'POST';
    }
    return URL.canParse(referer) && new URL(referer).host === host;
  }

  async #api(
    request: IncomingMessage,
    response: ServerResponse,
    token: string | null,
    name: string,
    query: string,
  ): Promise<void> {
    const fields = new URLSearchParams(query);
    for (const [key, value] of new URLSearchParams(await readBody(request))) {
      fields.append(key, value);
    }
    const login = this.logins.find(request.headers.cookie);
    const comesFrom = '127.0.0.1';
    const isStrange = this.switches.cookieIp === 'strict' && login?.address !== comesFrom;
    const refused = login === null || token !== login.token || isStrange;
    fields.delete('api.version');
    await answerApi(
      response,
      this.#functions,
      {
        function: name,
        arguments: fieldsOf(fields),
        user: login?.user ?? '',
        by: 'session',
      },
      this.switches.apiFault ?? (refused ? 'status-403' : null),
    );
  }

  async #page(
    request: IncomingMessage,
    response: ServerResponse,
    login: Login,
    path: string,
    query: string,
    isTls: boolean,
  ): Promise<void> {
    const method = request.method ?? 'GET';
    const plugin = this.#options.pluginFolder ?? join(repositoryRoot(), 'dist/plugin');
    if (path === PLUGIN_URL || path === `${PLUGIN_URL}index.cgi`) {
      if (!isCovered(this.#options.root, path)) {
        sendHtml(response, 403, '<h1>Forbidden</h1><p>No AppConfig covers this address.</p>');
        return;
      }
      const cgi = {
        request,
        file: join(plugin, 'index.cgi'),
        scriptName: `${PLUGIN_URL}index.cgi`,
        queryString: query,
        user: login.user,
        token: login.token,
        remoteAddress: this.#browserAddress,
        isTls,
        password: this.#users[login.user] ?? '',
        hostRoot: this.#options.root,
        extra: this.#options.cgiEnvironment ?? {},
      };
      const { runPage } = this.#options;
      if (runPage !== undefined && (await runCgiBy(runPage, cgi, response))) return;
      await runCgi(cgi, response, this.#children);
      return;
    }
    const sent =
      (path.startsWith(PLUGIN_URL) &&
        sendStaticFile(plugin, path.slice(PLUGIN_URL.length), method, response)) ||
      (path.startsWith(CHROME_URL) &&
        sendStaticFile(chromeSource(), path.slice(CHROME_URL.length), method, response));
    if (!sent) {
      sendOwnPage(response, login, path, query);
    }
  }
}
