// The shell lines that everything that runs begins with: they start Node, in as little memory as the server allows.

/**
 * What a server's environment asks of some other Node program: it could keep this one from starting, run in it as root,
 * weaken its connections, or (certificates that no page needs) double the time that it takes to start.
 */
const NODE_VARIABLES =
  'NODE_OPTIONS NODE_PATH NODE_EXTRA_CA_CERTS NODE_TLS_REJECT_UNAUTHORIZED NODE_DEBUG NODE_V8_COVERAGE';

/** Below this limit of address space, in bytes, Node is started with less. The server's default (4 GiB) is far above. */
const LOW_LIMIT = 2 * 1024 ** 3;
/** Below this one every Node is started without compiled code; `install.sh` writes the number for the Node that it found. */
const JITLESS_LIMIT = 1150 * 1024 ** 2;

/** Used where the Node that was found is gone: the others that were there when the program was installed. */
const OTHERS = `[ -x "$N" ] || for C in $O; do [ ! -x "$C" ] || { N=$C; J=${JITLESS_LIMIT}; L=--jitless; break; }; done`;

/**
 * The limit is read without a process of its own. What it counts is address space, most of which Node reserves and never
 * uses: one arena for malloc, no threads of V8's own, and below the second limit no room for compiled code (512 MB).
 */
const LESS_MEMORY =
  `F=; V=; while read -r A B C D E; do case "$A $C" in 'Max space') V=$D; break;; esac; done 2>/dev/null </proc/self/limits; ` +
  `case $V in ''|*[!0-9]*) ;; *) [ "$V" -ge ${LOW_LIMIT} ] || { export MALLOC_ARENA_MAX=1; F=--v8-pool-size=0; [ "$V" -ge "$J" ] || F="$F $L"; };; esac`;

/**
 * The first two lines: a shell starts the Node that stands on the second line, and where no Node is left says how to
 * repair the installation. For Node the second line is a string and a comment.
 *
 * @param {string} node the Node's path
 * @param {string} missing shell commands for a Node that is gone; they end the shell
 */
export function launcher(node, missing) {
  return [
    '#!/bin/sh',
    `":" //; unset ${NODE_VARIABLES}; N='${node}'; O=''; J='${JITLESS_LIMIT}'; L='--jitless'; ${OTHERS}; ${missing}; ${LESS_MEMORY}; exec "$N" --no-warnings $F "$0" "$@"`,
  ].join('\n');
}
