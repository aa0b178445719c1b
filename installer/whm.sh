# shellcheck shell=sh disable=SC2154 # variables are shared with install.sh
# Sourced by install.sh: what WHM is told and asked, the registration of the page and the hooks.

is_registered() { [ "$("$cpanel/bin/is_registered_with_appconfig" whostmgr transfer_monitor 9>&-)" = 1 ]; }

# WHM may keep the registration in another form, and an older one leaves out keys that it does not know.
is_same_registration() {
  is_registered && [ -r "$registration" ] || return 1
  while IFS='=' read -r key value; do
    case $key in '' | '#'*) continue ;; esac
    kept=$(sed -n "s/^[[:space:]]*${key}[[:space:]]*=[[:space:]]*\(.*[^[:space:]]\)[[:space:]]*\$/\1/p" "$registration" | head -n 1)
    [ "$kept" = "$value" ] || { [ -z "$kept" ] && [ "$key" = searchtext ]; } || return 1
  done <"$source/appconfig/transfer_monitor.conf"
}

has_hook() { # SCRIPT
  "$cpanel/bin/manage_hooks" list 2>/dev/null 9>&- | grep -qF -- "$package/hooks/$1"
}

# Registering restarts the WHM server, so it is left alone where nothing would change.
register() {
  is_same_registration && return 0
  before=none
  if [ -r "$registration" ]; then
    before=$work/before/transfer_monitor.conf
    must mkdir "$work/before"
    must cp -- "$registration" "$before"
  fi
  # The documented steps begin with it.
  must make_folder "${registration%/*}" 0755
  note_undo registration "$before"
  "$cpanel/bin/register_appconfig" "$package/appconfig/transfer_monitor.conf" >"$work/child.out" 2>&1 9>&- ||
    fail "register_appconfig refuses: $(tail -n 3 "$work/child.out")"
}

undo_registration() { # none or the file that was registered
  if [ "$1" != none ]; then
    # A tool that refused has changed nothing, and would refuse again.
    cmp -s "$1" "$registration" && return 0
    "$cpanel/bin/register_appconfig" "$1" >/dev/null 2>&1 9>&-
  elif is_registered || [ -e "$registration" ]; then
    "$cpanel/bin/unregister_appconfig" transfer_monitor >/dev/null 2>&1 9>&-
  fi
}

add_hooks() {
  add_hook upcp System upcp
  add_hook transfer-session Whostmgr Transfers::Session
}

add_hook() { # SCRIPT CATEGORY EVENT
  has_hook "$1" && return 0
  note_undo hook "$*"
  change_hook add "$@" >"$work/child.out" 2>&1 ||
    fail "manage_hooks refuses the hook for $2 $3: $(tail -n 3 "$work/child.out")"
}

undo_hook() { # SCRIPT CATEGORY EVENT, as one word
  # shellcheck disable=SC2086 # three words without spaces in them
  set -- $1
  has_hook "$1" || return 0
  change_hook delete "$@" >/dev/null 2>&1
}

change_hook() { # add|delete SCRIPT CATEGORY EVENT
  "$cpanel/bin/manage_hooks" "$1" script "$package/hooks/$2" --manual --category "$3" --event "$4" \
    --stage post 9>&-
}

# A tool can report success and keep nothing, and WHM keeps a registration without what it finds invalid in it.
check_whm() {
  is_registered || fail 'WHM does not list the page after its registration'
  "$cpanel/bin/whmapi1" --output=json get_appconfig_application_list 2>/dev/null 9>&- |
    "$node" --no-warnings "$source/installer/read-registration.cjs" >"$work/lacks" 2>/dev/null ||
    printf 'a readable answer' >"$work/lacks"
  lacks=$(cat "$work/lacks")
  if [ -n "$lacks" ]; then
    warn "WHM's list of pages (whmapi1 get_appconfig_application_list) lacks: $lacks. The page may be missing in WHM's menu; its address works."
  fi
  for name in upcp transfer-session; do
    has_hook "$name" ||
      warn "the hook $package/hooks/$name is missing in the output of manage_hooks list, although adding it reported success"
  done
}
