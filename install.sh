#!/bin/sh
# Installs, upgrades or repairs Transfer Monitor on a cPanel & WHM server. Run as root; --help says more.
set -u
umask 077
export LC_ALL=C
# With it, cd goes elsewhere and prints where.
unset CDPATH

usage() {
  cat <<'TEXT'
Usage: sh install.sh [OPTION]...

Installs Transfer Monitor for WHM on this server. The same command upgrades and repairs an installation.
It checks the server first and changes nothing when a check fails; when a later step fails, all of the
steps before it are undone.

  --dry-run        check, and say what would be done; change nothing
  --node=PATH      use this Node, now and in later repairs and upgrades (default: the newest of Node 24 and 22
                   that works under this server's limits, else 20, else 26). --node= removes the choice
  --with-cron      also bring the cache up to date every 5 minutes (/etc/cron.d/whm-transfer-monitor):
                   the history stays complete and notifications are sent while no page is open
  --without-cron   remove that entry
  --if-needed      change nothing if the installation is complete (the server's update hook uses this)
  --help           this text

DESTDIR=/some/folder sh install.sh   treats that folder as the server's root.
TEXT
}

say() { printf '%s\n' "$*"; }
fact() { printf '  %-10s %s\n' "$1" "$2"; }
warn() { printf 'install.sh: %s\n' "$*" >&2; }
fail() {
  warn "$*"
  exit 1
}
must() { "$@" || fail "failed: $*"; }

dry_run=no if_needed=no cron=as-it-is wanted_node='' forget_node=no
for argument in "$@"; do
  case $argument in
    --dry-run) dry_run=yes ;;
    --if-needed) if_needed=yes ;;
    --with-cron) cron=yes ;;
    --without-cron) cron=no ;;
    --node=*) wanted_node=${argument#--node=} forget_node=yes ;;
    --help | -h)
      usage
      exit 0
      ;;
    *)
      usage >&2
      exit 2
      ;;
  esac
done

source=$(cd -- "$(dirname -- "$0")" && pwd -P) || exit 1
root=
if [ -n "${DESTDIR:-}" ] && [ "$DESTDIR" != / ]; then
  root=$(cd -- "$DESTDIR" && pwd -P) || fail "DESTDIR: $DESTDIR is not a folder"
fi

cpanel=$root/usr/local/cpanel
docroot=$cpanel/whostmgr/docroot
plugin=$docroot/cgi/transfer_monitor
icon=$docroot/addon_plugins/transfer_monitor.png
tool=$root/usr/local/bin/whm-transfers
data=$root/var/cpanel/transfer_monitor
package=$data/package
registration=$root/var/cpanel/apps/transfer_monitor.conf
cron_file=$root/etc/cron.d/whm-transfer-monitor

# The parts beside this script; a copy of them in $package repairs the installation later.
for part in installer/node.sh installer/page.sh installer/undo.sh installer/whm.sh installer/steps.sh; do
  [ -r "$source/$part" ] || fail "$source/$part is missing: this package is not complete"
done
# shellcheck source=installer/node.sh
. "$source/installer/node.sh"
# shellcheck source=installer/page.sh
. "$source/installer/page.sh"
# shellcheck source=installer/undo.sh
. "$source/installer/undo.sh"
# shellcheck source=installer/whm.sh
. "$source/installer/whm.sh"
# shellcheck source=installer/steps.sh
. "$source/installer/steps.sh"

# A temporary folder is taken only where it has room: a full one would make a Node look broken.
for temporary in "${TMPDIR:-/tmp}" /tmp /var/tmp; do
  work=$(mktemp -d "$temporary/transfer-monitor.XXXXXX" 2>/dev/null) || continue
  if head -c 16777216 /dev/zero 2>/dev/null >"$work/room"; then break; fi
  rm -rf -- "$work"
  work=
done
[ -n "$work" ] || fail '/tmp and /var/tmp are full or cannot be written: 16 MB are needed there temporarily; nothing was changed'
rm -f -- "$work/room"
finish() {
  code=$?
  trap '' HUP INT TERM
  trap - EXIT
  if [ -n "$undo_list" ]; then
    warn 'undoing what was done so far'
    if undo_all; then
      warn 'everything is as it was before'
    else
      warn 'not everything could be undone; running install.sh again starts from what was there before'
    fi
  fi
  rm -rf -- "$work"
  exit "$code"
}
trap finish EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

check_package
say "Transfer Monitor for WHM $version"
say ''
check_server
check_places
check_node

if [ "$dry_run" = yes ]; then
  say_plan
  exit 0
fi

take_lock
recover
stage
if [ "$if_needed" = yes ] && is_whole; then
  undo_all
  say ''
  say 'The installation is complete: nothing to do.'
  exit 0
fi
try_staged
put_in_place
register
add_hooks
set_cron
verify
keep_all
say_done
