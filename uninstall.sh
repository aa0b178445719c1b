#!/bin/sh
# Removes Transfer Monitor from a cPanel & WHM server. Run as root; --help says more.
set -u
export LC_ALL=C
# With it, cd goes elsewhere and prints where.
unset CDPATH

usage() {
  cat <<'TEXT'
Usage: sh uninstall.sh [--purge] [--dry-run] [--help]

Removes Transfer Monitor for WHM: its registration, hooks, cron entry, page, icon and command.
The data stays (/var/cpanel/transfer_monitor: history, settings and logs) unless --purge is given.

  --purge     remove the data as well, even through a symbolic link
  --dry-run   say what would be removed; change nothing

DESTDIR=/some/folder sh uninstall.sh   treats that folder as the server's root.
TEXT
}

say() { printf '%s\n' "$*"; }
warn() {
  printf 'uninstall.sh: %s\n' "$*" >&2
  trouble=1
}
exists() { [ -e "$1" ] || [ -L "$1" ]; }

main() {
  purge=no dry_run=no trouble=0
  for argument in "$@"; do
    case $argument in
      --purge) purge=yes ;;
      --dry-run) dry_run=yes ;;
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

  root=
  if [ -n "${DESTDIR:-}" ] && [ "$DESTDIR" != / ]; then
    root=$(cd -- "$DESTDIR" && pwd -P) || exit 1
  elif [ "$(id -u)" -ne 0 ]; then
    warn 'run this as root'
    exit 1
  fi
  cd / || exit 1
  bin=$root/usr/local/cpanel/bin
  docroot=$root/usr/local/cpanel/whostmgr/docroot
  data=$root/var/cpanel/transfer_monitor

  made_apps=no
  [ ! -e "$data/package/made-apps" ] || made_apps=yes
  unregister
  remove_hook "$data/package/hooks/upcp" System upcp
  remove_hook "$data/package/hooks/transfer-session" Whostmgr Transfers::Session
  for target in "$root/etc/cron.d/whm-transfer-monitor" "$docroot/cgi/transfer_monitor" \
    "$docroot/addon_plugins/transfer_monitor.png" "$root/usr/local/bin/whm-transfers" "$data/package"; do
    remove "$target"
    # What an installation that was killed may have left beside it.
    for beside in new before before.gone; do
      remove "${target%/*}/.${target##*/}.$beside"
    done
  done
  # WHM may have put other plugins' registrations into it since.
  if [ "$made_apps" = yes ] && [ "$dry_run" = no ]; then
    rmdir -- "$root/var/cpanel/apps" 2>/dev/null && say "done      remove $root/var/cpanel/apps, which is empty"
  fi
  if [ "$purge" = yes ]; then
    purge_data
  else
    keep_data
  fi
  say 'left      Node and everything else that came from the server itself.'
  [ "$trouble" -eq 0 ] || say 'Not everything could be removed; see above, and run this again.'
  exit "$trouble"
}

# Runs what changes something; false where it only would.
act() { # WORDS COMMAND...
  if [ "$dry_run" = yes ]; then
    say "would     $1"
    return 0
  fi
  words=$1
  shift
  if output=$("$@" 2>&1); then
    say "done      $words"
  else
    warn "failed: $words: $output"
  fi
}

unregister() {
  [ -x "$bin/is_registered_with_appconfig" ] || return 0
  [ "$("$bin/is_registered_with_appconfig" whostmgr transfer_monitor)" = 1 ] || return 0
  act 'unregister the page in WHM' "$bin/unregister_appconfig" transfer_monitor
}

remove_hook() { # SCRIPT CATEGORY EVENT
  [ -x "$bin/manage_hooks" ] || return 0
  "$bin/manage_hooks" list 2>/dev/null | grep -qF -- "$1" || return 0
  act "remove the hook for $2 $3" "$bin/manage_hooks" delete script "$1" --manual --category "$2" \
    --event "$3" --stage post
}

remove() { # PATH
  exists "$1" || return 0
  act "remove $1" rm -rf -- "$1"
}

keep_data() {
  if [ ! -d "$data" ]; then
    exists "$data" && say "left      $data: $(name_stranger)."
    return 0
  fi
  # Made again when it is missing, so no part of the history.
  for file in "$data"/code-* "$data"/csrf.key* "$data"/faults.log* "$data"/maintained "$data"/clock* "$data"/chrome-failed \
    "$data"/follow-ups.stamp "$data"/forecast.json* "$data"/cache-damage-seen "$data"/cache-damage-looked "$data"/renewal-* "$data"/shared-*; do
    remove "$file"
  done
  names=$(name_data)
  if [ -z "$names" ]; then
    purge_data
    return
  fi
  say "left      $data: history, settings and logs ($(du -sh -- "$data/." | cut -f 1)):"
  say "          $names"
  say '          Remove it with: sh uninstall.sh --purge, or by hand.'
}

# The names of what is worth keeping, on one line.
name_data() {
  names=
  for file in "$data"/* "$data"/.[!.]*; do
    exists "$file" || continue
    case ${file##*/} in
      package | .package.* | code-* | csrf.key* | faults.log* | maintained | clock* | chrome-failed | follow-ups.stamp | forecast.json* | cache-damage-seen | cache-damage-looked | renewal-* | shared-*) ;;
      *) names="$names ${file##*/}" ;;
    esac
  done
  printf '%s' "${names# }"
}

# What is in place of the data folder.
name_stranger() {
  if [ -L "$data" ]; then
    printf 'a symbolic link to %s, which does not exist (is its disk mounted?)' "$(readlink -- "$data")"
  else
    printf 'not a folder, and not created by the installation'
  fi
}

purge_data() {
  exists "$data" || return 0
  if [ ! -d "$data" ]; then
    say "left      $data: $(name_stranger)."
    return
  fi
  if [ ! -L "$data" ]; then
    remove "$data"
    return
  fi
  # Behind a symbolic link others may keep files of theirs: what goes is known by its name.
  folder=$(cd -- "$data" && pwd -P) || return
  for file in "$folder"/cache.sqlite* "$folder"/cache-damage-seen "$folder"/cache-damage-looked "$folder"/notices.sqlite* "$folder"/archive \
    "$folder"/code-* "$folder"/config.json "$folder"/csrf.key* "$folder"/faults.log* "$folder"/ingest.log* "$folder"/maintained \
    "$folder"/repair.log* "$folder"/clock* "$folder"/chrome-failed "$folder"/follow-ups.stamp "$folder"/forecast.json* "$folder"/renewal-* "$folder"/shared-*; do
    remove "$file"
  done
  if [ "$dry_run" = yes ]; then
    say "would     remove $folder, if nothing else is in it"
  elif rmdir -- "$folder" 2>/dev/null; then
    say "done      remove $folder"
  else
    names=$(name_data)
    say "left      $folder: ${names:-an empty folder that cannot be removed}"
  fi
  remove "$data"
}

main "$@"
