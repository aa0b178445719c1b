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
  [ -n "$version" ] || fail "$source has no version: this package is not complete"
  for part in dist/plugin/index.cgi dist/whm-transfers; do
    [ -r "$source/$part" ] || fail "$source/$part is missing: in a checkout, run 'npm ci && npm run build' first"
    sed -n 2p "$source/$part" | grep -q "N='[^']*'" || fail "$source/$part does not name its Node in line 2"
  done
  for part in appconfig/transfer_monitor.conf dist/plugin/transfer_monitor.png hooks/upcp \
    hooks/transfer-session hooks/ingest installer/probe-sqlite.cjs installer/read-registration.cjs uninstall.sh; do
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
    fail "$1 is a symbolic link to $(readlink -- "$1"), which does not exist (is its disk mounted?); nothing was changed"
  elif exists "$1"; then
    fail "$1 is not a folder, but must be one: move it out of the way; nothing was changed"
  fi
  [ -z "${1%/*}" ] || check_folder "${1%/*}"
}

check_node() {
  read_maxmem
  [ -z "$maxmem" ] || fact memory "pages may use $maxmem MB (maxmem); the page was tried under this limit"
  # The choice that --node has made once holds until it makes another.
  kept_node=
  [ "$forget_node" = no ] && [ -r "$package/node" ] && kept_node=$(head -n 1 "$package/node")
  [ -n "$wanted_node" ] || wanted_node=$kept_node
  if choose_node; then
    fact node "$node, version $node_version$(node_remark)"
    case $driver in
      better-sqlite3) fact sqlite "better-sqlite3 (${native#"$source/"}), tried in a separate process" ;;
      *) fact sqlite 'node:sqlite, tried in a separate process' ;;
    esac
    if [ -n "$kept_node" ] && [ "$node" != "$kept_node" ]; then
      warn "the Node chosen with --node cannot be used now, so another one is used:$node_reasons"
    fi
    return
  fi
  if [ -n "$node_reasons" ]; then
    warn "no Node on this server can run the plugin:$node_reasons"
  else
    warn "there is no Node on this server; version $oldest_node or newer is needed"
  fi
  printf '\n' >&2
  if [ -n "$memory_needed" ]; then
    memory_advice "$memory_needed" >&2
  else
    node_advice >&2
  fi
  exit 1
}

# What is to be known of the Node that was taken.
node_remark() {
  if [ -n "$wanted_node" ] && [ "$node" = "$wanted_node" ]; then
    printf ', as --node says'
  elif [ "${node_version%%.*}" -eq 20 ]; then
    printf ' (past its end of life; Node 24 or 22 is used once it is installed)'
  fi
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
  flock -n 9 || fail 'another install.sh is running'
}

# An earlier run that was killed: what it had put aside comes back, what it had begun goes.
recover() {
  for target in "$plugin" "$icon" "$tool" "$package" "$cron_file"; do
    bring_back "$target" || fail "cannot bring back $target"
    rm -rf -- "$(staged_name "$target")" "$(waiting_name "$target").gone"
  done
}

staged_name() { printf '%s/.%s.new' "${1%/*}" "${1##*/}"; }

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
  [ -z "$wanted_node" ] || printf '%s\n' "$wanted_node" >"$staged/node" || fail "cannot write $staged/node"
  # An uninstallation leaves no folder behind that was not there before.
  if [ ! -d "${registration%/*}" ] || [ -e "$package/made-apps" ]; then
    : >"$staged/made-apps" || fail "cannot write $staged/made-apps"
  fi
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
  make_plugin "$staged_plugin" "$node" "$node_version"

  staged_tool=$(staged_name "$tool")
  must cp -- "$source/dist/whm-transfers" "$staged_tool"
  must chmod 0700 "$staged_tool"
  must name_node "$staged_tool" "$node" "$node_version"

  must cp -- "$source/dist/plugin/transfer_monitor.png" "$(staged_name "$icon")"
  must chmod 0644 "$(staged_name "$icon")"
}

# What the page makes in a data folder that this run has made.
undo_made_data() { # FOLDER
  rm -rf -- "$1"/cache.sqlite* "$1"/cache-damage-* "$1"/renewal-* "$1"/code-* "$1"/csrf.key* "$1"/faults.log* "$1"/maintained "$1"/forecast.json*
}

set_modes() { # FOLDER MODE-OF-FILES
  find "$1" -type d -exec chmod 0700 {} + && find "$1" -type f -exec chmod "$2" {} +
}

# --- what is proved before anything is replaced ---

# The new version works with this Node on an empty server, before the one in use is touched.
try_staged() {
  ask_page "$staged_plugin/index.cgi" "$work/server" || fail "the page does not run here: $page_trouble"
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
  check_whm
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
    fact cron 'none (--with-cron keeps the history up to date while no page is open)'
  fi
  say ''
  say "Open https://$(hostname -f 2>/dev/null || hostname):2087/cgi/transfer_monitor/index.cgi"
  say "Check it at any time with: whm-transfers doctor"
}
