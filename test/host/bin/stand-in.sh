# shellcheck shell=sh
# Shared by the stand-in vendor commands: where the host root is, and how calls are recorded and made to fail.
#
#   $root      the host root that the command was copied under (<root>/usr/local/cpanel/bin/COMMAND)
#   $state     <root>/.stand-in, or STAND_IN_DIR: everything that only the tests know of
#   $state/calls        one line a call: the command and its arguments, separated by tabs
#   $state/fail/NAME    makes the command NAME fail: the file's text goes to stderr, exit code 1
#   $state/hang/NAME    makes the command NAME sleep for the seconds that the file holds, before it works

command_name=${0##*/}
root=${STAND_IN_ROOT:-$(cd "${0%/*}/../../../.." && pwd)}
[ "$root" = / ] && root=
state=${STAND_IN_DIR:-$root/.stand-in}

record_call() {
  [ -d "$state" ] || mkdir -p "$state"
  line=$command_name
  for argument in "$@"; do
    # A program for each of hundreds of arguments takes seconds.
    case $argument in *[[:cntrl:]]*) argument=$(printf '%s' "$argument" | tr '\t\n' '  ') ;; esac
    line="$line	$argument"
  done
  printf '%s\n' "$line" >>"$state/calls"
  [ -e "$state/hang/$command_name" ] && sleep "$(cat "$state/hang/$command_name")"
  if [ -e "$state/fail/$command_name" ]; then
    cat "$state/fail/$command_name" >&2
    exit 1
  fi
  return 0
}

# print_file FILE, has_line FILE LINE: hundreds of installations run these commands, and most of the time goes into starting programs.
print_file() {
  [ -e "$1" ] || return 0
  while IFS= read -r each; do printf '%s\n' "$each"; done <"$1"
}

has_line() {
  [ -r "$1" ] || return 1
  while IFS= read -r each; do
    [ "$each" != "$2" ] || return 0
  done <"$1"
  return 1
}

refuse() {
  printf '%s\n' "$*" >&2
  exit 1
}
