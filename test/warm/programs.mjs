// A process that runs the built programs again and again, each time from the first line of the file, with globals, environment,
// arguments and standard output of its own: to start Node and to compile them takes ten times as long as what they then do.
// It reads requests from descriptor 3 and from 5, and answers where it was asked, on 4 or on 5.
import { AsyncLocalStorage } from 'node:async_hooks';
import fs from 'node:fs';
import module, { createRequire } from 'node:module';
import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import vm from 'node:vm';

/** What ends the flow of a program that has called `process.exit`; an error, so that Node hands it on as it is. */
const END = new Error('the end of a program');
const PARAMETERS = 'process, setTimeout, setInterval, setImmediate';
const MODULE = 'exports, require, module, __filename, __dirname';

/** @type {Map<string, { text: string, script: vm.Script }>} */
const compiled = new Map();

/**
 * @param {string} path
 * @param {string} text of `page.cjs`, which is a function, or of a program without one around it
 * @param {{ isModule?: boolean }} [how]
 */
function compile(path, text, { isModule = false } = {}) {
  const known = compiled.get(path);
  if (known?.text === text) return known.script;
  const begin = `(function (${PARAMETERS}) { return ${isModule ? `function (${MODULE}) {` : ''}`;
  const script = new vm.Script(`${begin}${text}\n${isModule ? '}' : ''}})`, {
    filename: path,
    columnOffset: -begin.length,
  });
  compiled.set(path, { text, script });
  return script;
}

/** @type {Map<string, { state: string, text: string }>} */
const texts = new Map();

/** @param {string} path @returns {string} the text of a program, read again where the file is another one */
function readProgram(path) {
  const { mtimeMs, ino, size } = fs.statSync(path);
  const state = `${mtimeMs} ${ino} ${size}`;
  const known = texts.get(path);
  if (known?.state === state) return known.text;
  const text = fs.readFileSync(path, 'latin1').replace(/^#!.*/, '');
  texts.set(path, { state, text });
  return text;
}

/** @type {Map<string, object>} */
const addons = new Map();

/** @param {string} path @returns {{ Database: new (...given: unknown[]) => { close(): void } }} what a native file exports */
function loadAddon(path) {
  const { mtimeMs, ino } = fs.statSync(path);
  const key = `${path} ${mtimeMs} ${ino}`;
  const known = addons.get(key);
  const own = { exports: known ?? {} };
  if (known === undefined) {
    process.dlopen(own, path);
    addons.set(key, own.exports);
  }
  return own.exports;
}

/** The program at work: whose error it is that no promise waits for. */
const current = new AsyncLocalStorage();

class Run {
  out = [];
  err = [];
  code = 0;
  isOver = false;
  timers = new Set();
  databases = new Set();
  faultHandlers = [];
  started = performance.now();

  /** @param {{ file: string, args: string[], env: Record<string, string>, input: string | null }} asked @param {(run: Run) => void} answer */
  constructor(asked, answer) {
    this.asked = asked;
    this.answer = answer;
    this.process = this.makeProcess();
    const writeSync = (fd, data, ...more) => {
      if (fd !== 1 && fd !== 2) return fs.writeSync(fd, data, ...more);
      const bytes = Buffer.from(data).subarray(
        more[0] ?? 0,
        (more[0] ?? 0) + (more[1] ?? data.length),
      );
      this.write(fd, Buffer.from(bytes));
      return bytes.length;
    };
    const readFileSync = (path, ...more) =>
      more[0] === 'latin1' && String(path).endsWith('/page.cjs')
        ? readProgram(path)
        : fs.readFileSync(path, ...more);
    const ownFs = { ...fs, readFileSync, writeSync };
    const script = {
      ...vm,
      Script: this.makeScript(),
    };
    const createOwn = (path) => this.makeRequire(createRequire(path));
    this.modules = {
      fs: ownFs,
      'node:fs': ownFs,
      'node:vm': script,
      'node:module': { ...module, createRequire: createOwn },
    };
  }

  write(fd, bytes) {
    if (!this.isOver) (fd === 1 ? this.out : this.err).push(bytes);
  }

  makeRequire(real) {
    return (name) => this.modules[name] ?? real(name);
  }

  /** For `index.cgi`, which runs the page by one: what V8 has compiled stays in this process, and no file of it is needed. */
  makeScript() {
    const run = this;
    return function Script(text, options) {
      const path = options?.filename;
      if (!path?.endsWith('/page.cjs')) return new vm.Script(text, options);
      return { runInThisContext: () => run.evaluate(compile(path, text)) };
    };
  }

  /** @param {vm.Script} script @returns the function that it makes, within these globals */
  evaluate(script) {
    const timed =
      (set, clear) =>
      (work, ...more) => {
        const timer = set(work, ...more);
        this.timers.add(() => clear(timer));
        return timer;
      };
    return script.runInThisContext()(
      this.process,
      timed(setTimeout, clearTimeout),
      timed(setInterval, clearInterval),
      timed(setImmediate, clearImmediate),
    );
  }

  makeProcess() {
    const run = this;
    const { file, args, env, input } = this.asked;
    const stdin = new PassThrough();
    stdin.end(Buffer.from(input ?? '', 'base64'));
    const write = (text) => this.write(2, Buffer.from(text));
    return Object.defineProperties(Object.create(process), {
      env: { value: env },
      argv: { value: [process.execPath, file, ...args] },
      stdin: { value: stdin },
      stdout: { value: {} },
      stderr: { value: { write } },
      uptime: { value: () => (performance.now() - this.started) / 1000 },
      exit: {
        value: (code) => {
          this.end(code ?? this.code);
          throw END;
        },
      },
      exitCode: {
        get: () => this.code,
        // A program that sets it has nothing more to do.
        set(code) {
          run.code = code;
          if (!file.endsWith('.cgi')) setImmediate(() => run.end(code));
        },
      },
      on: {
        value: (name, work) => {
          if (name === 'uncaughtException') this.faultHandlers.push(work);
        },
      },
      once: { value: () => {} },
      removeListener: { value: () => {} },
      dlopen: {
        value: (own, path) => {
          const addon = loadAddon(path);
          const { databases } = this;
          own.exports = { ...addon, Database: track(addon.Database, databases) };
        },
      },
    });
  }

  start() {
    try {
      const { file } = this.asked;
      const script = compile(file, readProgram(file), { isModule: true });
      const own = { exports: {} };
      const main = this.evaluate(script);
      main(own.exports, this.makeRequire(createRequire(file)), own, file, '');
      // `index.cgi` alone may answer by then; all else answers later, and ends by a call.
      if (this.out.length > 0) this.end(this.code);
    } catch (error) {
      this.fail(error);
    }
  }

  /** What the program has left to be caught. */
  fail(error) {
    if (error === END || this.isOver) return;
    const [handler] = this.faultHandlers;
    if (handler === undefined) {
      this.write(2, Buffer.from(`${error?.stack ?? error}\n`));
      this.end(1);
      return;
    }
    try {
      handler(error);
    } catch (more) {
      if (more !== END) throw more;
    }
  }

  /** What the end of a process takes with it. */
  end(code) {
    if (this.isOver) return;
    this.code = code;
    this.answer(this);
    this.isOver = true;
    for (const clear of this.timers) clear();
    for (const database of this.databases) database.close();
  }
}

/** The same class, which notes what it has opened. */
function track(Database, opened) {
  return function open(...given) {
    const database = new Database(...given);
    opened.add(database);
    return database;
  };
}

process.on('uncaughtException', (error) => {
  current.getStore()?.fail(error);
});

/** Lengths of four bytes come before each message and each of its parts. */
function readMessages(socket, answer) {
  let held = Buffer.alloc(0);
  socket.on('data', (bytes) => {
    held = Buffer.concat([held, bytes]);
    while (held.length >= 4 && held.length >= 4 + held.readUInt32LE(0)) {
      const end = 4 + held.readUInt32LE(0);
      const { id, ...asked } = JSON.parse(held.toString('utf8', 4, end));
      held = held.subarray(end);
      const run = new Run(asked, ({ code, out, err }) => {
        const parts = [Buffer.concat(out), Buffer.concat(err)];
        const head = Buffer.alloc(16);
        [id, code, ...parts.map(({ length }) => length)].forEach((value, at) => {
          head.writeUInt32LE(value, at * 4);
        });
        answer(Buffer.concat([head, ...parts]));
      });
      current.run(run, () => run.start());
    }
  });
  // Whoever has started this process is gone.
  socket.on('close', () => process.exit());
}

const atOnce = new Socket({ fd: 3, writable: false });
const replies = new Socket({ fd: 4, readable: false });
readMessages(atOnce, (bytes) => replies.write(bytes));
const later = new Socket({ fd: 5 });
readMessages(later, (bytes) => later.write(bytes));
