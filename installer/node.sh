# shellcheck shell=sh disable=SC2034,SC2154 # variables are shared with install.sh
# Sourced by install.sh: finds a Node that is new enough and the way to SQLite that works with it.
#
# Takes  $root (host root, '' for /), $source, $work (a temporary folder), $wanted_node ('' or a path)
# Gives  $node, $node_version, $driver (better-sqlite3 or node:sqlite), $native (its file, or '')
#        and, where nothing fits, $node_reasons (one line for each Node that was looked at)

oldest_node=20

# Paths of Node, best first, one a line; a path can come twice.
node_candidates() {
  if [ -n "$wanted_node" ]; then
    printf '%s\n' "$wanted_node"
    return
  fi
  if [ -r "$root/etc/cpanel/ea4/passenger.nodejs" ]; then
    named=$(head -n 1 "$root/etc/cpanel/ea4/passenger.nodejs" | tr -d '[:space:]')
    case $named in /*) printf '%s\n' "$root$named" ;; esac
  fi
  for candidate in "$root"/opt/cpanel/ea-nodejs*/bin/node; do
    number=${candidate#"$root/opt/cpanel/ea-nodejs"}
    printf '%s %s\n' "${number%%/*}" "$candidate"
  done | sort -rn | cut -d ' ' -f 2-
  printf '%s\n' "$root/usr/local/bin/node" "$root/usr/bin/node"
  command -v node || true
}

# Runs Node as a child with a bare environment; what it says goes to $work/child.out.
# Node has crashed where the code is 128 + a signal, 139 for a segmentation fault.
run_node() { # NODE ARGUMENT...
  (
    cd / || exit 1
    timeout 30 env -i PATH=/usr/bin:/bin "$@"
    exit $?
  ) >"$work/child.out" 2>&1 </dev/null
}

# The line of a failed child that says most.
child_words() { # EXIT-CODE
  case $1 in
    124) printf 'no answer within 30 s' ;;
    139) printf 'it crashes (SIGSEGV)' ;;
    13[0-9] | 14[0-9] | 15[0-9]) printf 'it was ended by signal %s' "$(($1 - 128))" ;;
    *)
      words=$(grep -m 1 -E '^[A-Za-z]*Error\b' "$work/child.out" || head -n 1 "$work/child.out")
      printf '%s' "${words:-exit code $1}" | cut -c 1-200
      ;;
  esac
}

# Sets $driver and $native for one Node; false, with $driver_reasons, where no way works.
choose_driver() { # NODE ABI
  driver_reasons=
  # A build's own file first: it is of the same version as the rest of that build.
  for file in "$source/dist/plugin/better_sqlite3.node" "$source/native/better_sqlite3-$2.node" \
    "$source/dist/native/better_sqlite3-$2.node"; do
    [ -r "$file" ] || continue
    code=0
    run_node "$1" --no-warnings "$source/installer/probe-sqlite.cjs" better-sqlite3 "$file" || code=$?
    if [ "$code" -eq 0 ]; then
      driver=better-sqlite3
      native=$file
      return 0
    fi
    driver_reasons="$driver_reasons
    better-sqlite3 (${file#"$source/"}): $(child_words "$code")"
  done
  [ -n "$driver_reasons" ] || driver_reasons="
    better-sqlite3: no native file for this Node (ABI $2) in this package"
  code=0
  run_node "$1" --no-warnings "$source/installer/probe-sqlite.cjs" node:sqlite || code=$?
  if [ "$code" -eq 0 ]; then
    driver=node:sqlite
    native=
    return 0
  fi
  driver_reasons="$driver_reasons
    node:sqlite: $(child_words "$code")"
  return 1
}

# The first candidate that is new enough and reaches SQLite.
choose_node() {
  node_reasons=
  seen=' '
  while read -r candidate; do
    case $seen in *" $candidate "*) continue ;; esac
    seen="$seen$candidate "
    if [ ! -x "$candidate" ] || [ -d "$candidate" ]; then continue; fi
    case $candidate in
      *[\'\|\&\\]* | [!/]*) note_node "$candidate: its path cannot be written into a script" && continue ;;
    esac
    code=0
    run_node "$candidate" -p '[process.versions.node, process.versions.modules].join(" ")' || code=$?
    facts=$(cat "$work/child.out")
    case $facts in
      [0-9]*.*.*\ [0-9]*) [ "$code" -eq 0 ] || facts= ;;
      *) facts= ;;
    esac
    if [ -z "$facts" ]; then
      note_node "$candidate: does not start: $(child_words "$code")"
    elif [ "${facts%%.*}" -lt "$oldest_node" ]; then
      note_node "$candidate: version ${facts% *} is too old, $oldest_node is needed"
    elif choose_driver "$candidate" "${facts#* }"; then
      node=$candidate
      node_version=${facts% *}
      return 0
    else
      note_node "$candidate: version ${facts% *} has no way to SQLite here:$driver_reasons"
    fi
  done <<CANDIDATES
$(node_candidates)
CANDIDATES
  return 1
}

note_node() {
  node_reasons="$node_reasons
  $1"
}

# The command that gives this server a Node that fits, and what else it does.
node_advice() {
  id=$(sed -n 's/^ID\(_LIKE\)\{0,1\}=//p' "$root/etc/os-release" 2>/dev/null | tr -d '"' | tr '\n' ' ')
  case " $id " in
    *' ubuntu '* | *' debian '*) command='apt-get update && apt-get install -y ea-nodejs22' ;;
    *) command='dnf install -y ea-nodejs22' ;;
  esac
  printf 'Install Node 22 (it brings SQLite with it), then run this again:\n\n    %s\n\n' "$command"
  present=
  for folder in "$root"/opt/cpanel/ea-nodejs*; do
    [ -d "$folder" ] && [ "${folder##*/}" != ea-nodejs22 ] && present="$present ${folder##*/}"
  done
  if [ -n "$present" ]; then
    printf 'Only one ea-nodejs package can be there: this removes%s, which applications of\n' "$present"
    printf 'customers may use. Look first, or name another Node with --node=/path/to/node.\n'
  else
    printf 'Only one ea-nodejs package can be there: it removes any other, none is installed now.\n'
  fi
}
