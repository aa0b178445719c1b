// The shell lines at the beginning of everything that runs: they start Node, in as little memory as the server allows.

/**
 * Variables in a server's environment that are meant for other Node programs: they could keep this one from starting,
 * run code in it as root, weaken connections, or (certificates that no page needs) double the time that it takes to
 * start.
 */
const NODE_VARIABLES =
  'NODE_OPTIONS NODE_PATH NODE_EXTRA_CA_CERTS NODE_TLS_REJECT_UNAUTHORIZED NODE_DEBUG NODE_V8_COVERAGE';

const REPAIR = 'sh /var/cpanel/transfer_monitor/package/install.sh';

/** With less address space than this, in bytes, Node is started with restrictions. The server's default (4 GiB) is far above. */
const LOW_LIMIT = 2 * 1024 ** 3;

/**
 * The needs of a Node about which nothing is known; `install.sh` writes the values for the Node that it found. J: below
 * it Node is started without compiled code, by the options L. M: below it no Node is started, because a Node that runs
 * out of memory while it starts can hang instead of dying. W: the megabytes with which it works properly.
 */
const NEEDS = `J='${1150 * 1024 ** 2}'; L='--jitless'; M='${200 * 1024 ** 2}'; W='1200'`;

/**
 * Node itself opens 19 files (Node 20) or 22 (later versions) before it runs a line of a program; a log and one of the
 * server's databases are open at the same time. Where there is no room for the cache besides, a copy in memory replaces
 * it (src/app/monitor.ts).
 */
const MIN_FILES = 24;

/** Used where the Node that was found is gone: the others that existed when the program was installed. */
const OTHERS = `[ -x "$N" ] || for C in $O; do [ ! -x "$C" ] || { N=$C; ${NEEDS}; break; }; done`;

/**
 * Both limits are read without starting a process. With too few files Node crashes, or prints where in its own sources
 * it failed. The memory limit counts address space, most of which Node reserves and never uses: hence one arena for
 * malloc, no threads of V8's own, and below J no room for compiled code (512 MB).
 *
 * @param {string} refusal shell commands for a limit under which nothing starts; they end the shell
 * @param {string} fewFiles the same for too few open files
 */
function withinLimits(refusal, fewFiles) {
  return (
    `F=; V=; U=; while read -r A B C D E; do case "$A $C" in 'Max files') U=$D;; 'Max space') V=$D; break;; esac; done 2>/dev/null </proc/self/limits; ` +
    `case $U in ''|*[!0-9]*) ;; *) [ "$U" -ge ${MIN_FILES} ] || { ${fewFiles}; };; esac; ` +
    `case $V in ''|*[!0-9]*) ;; *) [ "$V" -ge "$M" ] || { ${refusal}; }; [ "$V" -ge ${LOW_LIMIT} ] || { export MALLOC_ARENA_MAX=1; F=--v8-pool-size=0; [ "$V" -ge "$J" ] || F="$F $L"; };; esac`
  );
}

/**
 * The first two lines: a shell starts the Node that is named on the second line, and where it cannot, says what to do.
 * For Node the second line is a string and a comment.
 *
 * @param {string} node the Node's path
 * @param {(words: { title: string, why: string, command: string, onPage?: string }) => string} say shell commands that
 *   say so and end the shell; the command that they are given can contain `$W`, and nothing else that a shell would
 *   change in double quotes
 */
export function launcher(node, say) {
  const missing = say({
    title: 'Transfer Monitor needs to be repaired',
    why: 'Its Node.js is gone, probably replaced by an upgrade.',
    command: REPAIR,
  });
  const refusal = say({
    title: 'Transfer Monitor needs more memory',
    why: 'It cannot start under the limit of memory that this server sets (maxmem).',
    command: 'whmapi1 set_tweaksetting key=maxmem value=$W',
  });
  const fewFiles = say({
    title: 'Transfer Monitor needs more open files',
    why: `It cannot start where a process may have fewer than ${MIN_FILES} files open.`,
    command: 'ulimit -n 1024',
    onPage: 'ulimit -n 1024; /usr/local/cpanel/scripts/restartsrv_cpsrvd',
  });
  return [
    '#!/bin/sh',
    `":" //; unset ${NODE_VARIABLES}; N='${node}'; O=''; ${NEEDS}; ${OTHERS}; [ -x "$N" ] || { ${missing}; }; ${withinLimits(refusal, fewFiles)}; exec "$N" --no-warnings $F "$0" "$@"`,
  ].join('\n');
}

/** For the page: the same as src/page/repair-answer.ts says where Node exists and the program does not. */
export function sayOnPage({ title, why, command, onPage = command }) {
  const lead = 'On the server, as root, run:';
  const json = quote(
    `{"error":{"code":"fault","message":"${title}. ${why} ${lead} `,
    onPage,
    '"}}',
  );
  const html = quote(
    `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Transfer Monitor</title></head><body><h1>${title}</h1><p>${why} ${lead}</p><pre>`,
    onPage,
    '</pre></body></html>',
  );
  return (
    `case "&$QUERY_STRING&" in *'&format=json&'*) T='application/json'; B=${json};; *) T='text/html'; B=${html};; esac; ` +
    `printf 'Status: 503 Service Unavailable\\r\\nContent-Type: %s; charset=utf-8\\r\\nRetry-After: 60\\r\\nX-Content-Type-Options: nosniff\\r\\nCache-Control: no-store\\r\\n\\r\\n%s\\n' "$T" "$B"; exit 0`
  );
}

/** For the command. */
export function sayOnTerminal({ why, command }) {
  return `echo "whm-transfers: ${why} Run: ${command}" >&2; exit 4`;
}

function quote(before, command, after) {
  return `'${before}'"${command}"'${after}'`;
}
