# shellcheck shell=sh disable=SC2154 # variables are shared with install.sh
# Sourced by install.sh: its steps, in the order in which they run.
# Every change goes through installer/undo.sh, or notes an undo of its own before it is made.

# --- checks: nothing is changed ---

check_package() {
  if [ -r "$source/VERSION" ]; then
    version=$(head -n 1 "$source/VERSION")
  else
    version=$(sed -n 's/^  "version": "\([^"]*\)".*/\1/p' "$source/package.json" 2>/dev/null | head -n 1)
  fi
  [ -n "$version" ] || fail "$source does not say its version: this package is not complete"
  for part in dist/plugin/index.cgi dist/whm-transfers; do
    [ -r "$source/$part" ] || fail "$source/$part is missing: in a checkout, run 'npm ci && npm run build' first"
    sed -n 2p "$source/$part" | grep -q "N='[^']*'" || fail "$source/$part does not name its Node in line 2"
  done
  for part in appconfig/transfer_monitor.conf dist/plugin/transfer_monitor.png hooks/upcp \
    hooks/transfer-session hooks/ingest installer/probe-sqlite.cjs uninstall.sh; do
    [ -r "$source/$part" ] || fail "$source/$part is missing: this package is not complete"
  done
}

check_server() {
  if [ -z "$root" ] && [ "$(id -u)" -ne 0 ]; then
    fail 'run this as root'
  fi
  machine=$(uname -m)
  [ "$machine" = x86_64 ] || fail "this server is $machine; cPanel & WHM and this plugin need x86-64"
  [ -r "$cpanel/version" ] || fail "$cpanel/version cannot be read: cPanel & WHM is not installed here"
  for command in register_appconfig unregister_appconfig is_registered_with_appconfig manage_hooks; do
    [ -x "$cpanel/bin/$command" ] || fail "$cpanel/bin/$command cannot be run: this cPanel & WHM is not complete"
  done
  system=$(sed -n 's/^PRETTY_NAME=//p' "$root/etc/os-release" 2>/dev/null | tr -d '"')
  installed=
  [ -r "$package/VERSION" ] && installed=$(head -n 1 "$package/VERSION")
  say 'Found'
  [ -z "$root" ] || fact root "$root"
  fact server "cPanel & WHM $(head -n 1 "$cpanel/version")${system:+, $system}, $machine"
  fact installed "${installed:-nothing yet}"
}

# What stands where a folder has to be is not ours to remove.
check_places() {
  for folder in "$data" "${plugin%/*}" "${icon%/*}" "${tool%/*}"; do
    check_folder "$folder"
  done
  [ "$cron" != yes ] || check_folder "${cron_file%/*}"
}

check_folder() { # PATH, which is a folder or can become one
  [ ! -d "$1" ] || return 0
  if [ -L "$1" ]; then
    fail "$1 is a symbolic link to $(readlink -- "$1"), where no folder is (is its disk mounted?); nothing was changed"
  elif exists "$1"; then
    fail "$1 is no folder, and is needed as one: move it out of the way; nothing was changed"
  fi
  [ -z "${1%/*}" ] || check_folder "${1%/*}"
}

check_node() {
  if choose_node; then
    fact node "$node, version $node_version"
    case $driver in
      better-sqlite3) fact sqlite "better-sqlite3 (${native#"$source/"}), tried in a process of its own" ;;
      *) fact sqlite 'node:sqlite, tried in a process of its own' ;;
    esac
    return
  fi
  if [ -n "$node_reasons" ]; then
    warn "no Node on this server can run the plugin:$node_reasons"
  else
    warn "there is no Node on this server; version $oldest_node or newer is needed"
  fi
  printf '\n' >&2
  node_advice >&2
  exit 1
}

say_plan() {
  say ''
  say 'Would do (nothing was changed)'
  fact plugin "$plugin"
  fact command "$tool"
  fact icon "$icon"
  fact data "$data, with a copy of this package to repair from"
  fact WHM 'register the page, add hooks for System/upcp and Whostmgr/Transfers::Session'
  case $cron in
    yes) fact cron "$cron_file" ;;
    no) fact cron "remove $cron_file" ;;
  esac
}

# --- staging: beside the places, still out of use ---

# The lock goes with this process; no child may keep it open.
take_lock() {
  exec 9<"$root/var/cpanel" || fail "$root/var/cpanel cannot be read"
  flock -n 9 || fail 'another install.sh is at work'
}

# An earlier run that was killed: what it had put aside comes back, what it had begun goes.
recover() {
  for target in "$plugin" "$icon" "$tool" "$package" "$cron_file"; do
    bring_back "$target" || fail "cannot bring back $target"
    rm -rf -- "$(staged_name "$target")" "$(waiting_name "$target").gone"
  done
}

staged_name() { printf '%s/.%s.new' "${1%/*}" "${1##*/}"; }

# Writes the Node into line 2 of a script of ours.
name_node() { # FILE
  sed "2s|N='[^']*'|N='$node'|" "$1" >"$work/script" && cat "$work/script" >"$1"
}

stage() {
  if [ ! -d "$data" ]; then
    must make_folder "$data" 0700
    note_undo made_data "$data"
  fi
  for target in "$plugin" "$icon" "$tool" "$package"; do
    must make_folder "${target%/*}" 0755
    note_undo staged "$(staged_name "$target")"
  done

  staged=$(staged_name "$package")
  must mkdir "$staged"
  must cp -R -- "$source/install.sh" "$source/uninstall.sh" "$source/installer" "$source/appconfig" \
    "$source/hooks" "$staged"
  printf '%s\n' "$version" >"$staged/VERSION" || fail "cannot write $staged/VERSION"
  must mkdir "$staged/dist"
  must cp -R -- "$source/dist/plugin" "$source/dist/whm-transfers" "$staged/dist"
  for folder in native dist/native; do
    for file in "$source/$folder"/better_sqlite3-*.node; do
      [ -r "$file" ] || continue
      [ -d "$staged/native" ] || must mkdir "$staged/native"
      must cp -- "$file" "$staged/native"
    done
  done
  must set_modes "$staged" 0600
  must chmod 0700 "$staged/install.sh" "$staged/uninstall.sh" "$staged"/hooks/*

  staged_plugin=$(staged_name "$plugin")
  must cp -R -- "$source/dist/plugin" "$staged_plugin"
  must rm -f -- "$staged_plugin/better_sqlite3.node"
  [ -z "$native" ] || must cp -- "$native" "$staged_plugin/better_sqlite3.node"
  printf '%s\n' "$driver" >"$staged_plugin/driver" || fail "cannot write $staged_plugin/driver"
  must set_modes "$staged_plugin" 0644
  must chmod 0700 "$staged_plugin/index.cgi"
  must name_node "$staged_plugin/index.cgi"

  staged_tool=$(staged_name "$tool")
  must cp -- "$source/dist/whm-transfers" "$staged_tool"
  must chmod 0700 "$staged_tool"
  must name_node "$staged_tool"

  must cp -- "$source/dist/plugin/transfer_monitor.png" "$(staged_name "$icon")"
  must chmod 0644 "$(staged_name "$icon")"
}

# What the page makes in a data folder that this run has made.
undo_made_data() { # FOLDER
  rm -rf -- "$1"/cache.sqlite* "$1"/cache-damage-seen "$1"/code-* "$1"/csrf.key* "$1"/faults.log* "$1"/maintained
}

set_modes() { # FOLDER MODE-OF-FILES
  find "$1" -type d -exec chmod 0700 {} + && find "$1" -type f -exec chmod "$2" {} +
}

# --- what is proved before anything is replaced ---

# Asks a CGI for its first page as cpsrvd would; false, with $page_trouble, where no page comes.
ask_page() { # CGI HOST-ROOT
  code=0
  timeout 120 env -i PATH=/usr/bin:/bin WHM_TRANSFERS_ROOT="$2" GATEWAY_INTERFACE=CGI/1.1 REMOTE_USER=root \
    REQUEST_METHOD=GET QUERY_STRING= SCRIPT_NAME=/cpsess0000000000/cgi/transfer_monitor/index.cgi \
    REQUEST_URI=/cpsess0000000000/cgi/transfer_monitor/index.cgi cp_security_token=/cpsess0000000000 \
    "$1" >"$work/page" 2>"$work/page.errors" </dev/null 9>&- || code=$?
  tr -d '\r' <"$work/page" | sed '/^$/q' >"$work/page.head"
  status=$(sed -n 's/^[Ss]tatus: *//p' "$work/page.head") || status='nothing that can be read'
  if [ "$code" -ne 0 ]; then
    page_trouble="exit code $code: $(head -n 3 "$work/page.errors" | tr '\n' ' ')"
  elif ! grep -qi '^content-type: *text/html' "$work/page.head"; then
    page_trouble="its answer is no page: $(head -n 1 "$work/page.head")"
  elif [ "${status:-200}" != 200 ] && [ "${status%% *}" != 200 ]; then
    page_trouble="it answers $status"
  elif ! grep -qi '<html' "$work/page"; then
    page_trouble='its page is empty'
  else
    return 0
  fi
  return 1
}

# The new version works with this Node on an empty server, before the one in use is touched.
try_staged() {
  must mkdir -p "$work/server/usr/local/cpanel" "$work/server/var/cpanel/transfer_monitor"
  ask_page "$staged_plugin/index.cgi" "$work/server" || fail "the page does not run here: $page_trouble"
}

is_registered() { [ "$("$cpanel/bin/is_registered_with_appconfig" whostmgr transfer_monitor 9>&-)" = 1 ]; }

is_same_registration() { is_registered && cmp -s "$source/appconfig/transfer_monitor.conf" "$registration"; }

has_hook() { # SCRIPT
  "$cpanel/bin/manage_hooks" list 2>/dev/null 9>&- | grep -qF -- "$package/hooks/$1"
}

# Bytes and modes of two files or folders are the same.
is_same() { # ONE OTHER
  diff -r -- "$1" "$2" >/dev/null 2>&1 && [ "$(list_modes "$1")" = "$(list_modes "$2")" ]
}
list_modes() { find "$1" -printf '/%P %m %U\n' | sort; }

is_whole() {
  for target in "$plugin" "$icon" "$tool" "$package"; do
    is_same "$(staged_name "$target")" "$target" || return 1
  done
  [ "$(stat -L -c %a "$data")" = 700 ] && is_same_registration && has_hook upcp && has_hook transfer-session &&
    ask_page "$plugin/index.cgi" "${root:-/}"
}

# --- the change ---

put_in_place() {
  # The data can lie elsewhere, behind a symbolic link: mode and owner are those of the folder.
  note_undo mode "$(stat -L -c %a "$data") $data"
  must chmod 0700 "$data"
  if [ "$(id -u)" -eq 0 ] && [ "$(stat -L -c %u "$data")" != 0 ]; then
    note_undo owner "$(stat -L -c %u:%g "$data") $data"
    must chown 0:0 "$data"
  fi
  for target in "$package" "$plugin" "$tool" "$icon"; do
    must replace "$(staged_name "$target")" "$target"
  done
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

set_cron() {
  case $cron in
    no)
      exists "$cron_file" || return 0
      note_undo replaced "$cron_file"
      must mv -- "$cron_file" "$(waiting_name "$cron_file")"
      ;;
    as-it-is) [ ! -e "$cron_file" ] || write_cron ;;
    yes) write_cron ;;
  esac
}

write_cron() {
  must make_folder "${cron_file%/*}" 0755
  staged=$(staged_name "$cron_file")
  note_undo staged "$staged"
  printf '%s\n' '# Transfer Monitor for WHM: keeps the cache and the history up to date.' \
    "*/5 * * * * root $package/hooks/ingest" >"$staged" || fail "cannot write $staged"
  must chmod 0644 "$staged"
  must replace "$staged" "$cron_file"
}

# --- the proof ---

verify() {
  is_registered || fail 'WHM does not know the page after its registration'
  ask_page "$plugin/index.cgi" "${root:-/}" || fail "the installed page does not answer: $page_trouble"
  for file in "$data"/*; do
    if [ ! -f "$file" ] || [ "$(stat -L -c %a "$file")" = 600 ]; then continue; fi
    note_undo mode "$(stat -L -c %a "$file") $file"
    must chmod 0600 "$file"
  done
}

say_done() {
  say ''
  say 'Installed'
  fact plugin "$plugin"
  fact command "$tool"
  fact data "$data"
  if [ -e "$cron_file" ]; then
    fact cron "$cron_file"
  else
    fact cron 'none; with --with-cron the history is also kept while nobody looks'
  fi
  say ''
  say "Open https://$(hostname -f 2>/dev/null || hostname):2087/cgi/transfer_monitor/index.cgi"
  say "Check it at any time with: whm-transfers doctor"
}
