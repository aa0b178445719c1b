# shellcheck shell=sh disable=SC2034,SC2154 # variables are shared with install.sh
# Sourced by install.sh: finds the Node that serves best here and the way to SQLite that works with it.
#
# Takes  $root (host root, '' for /), $source, $work (a temporary folder), $wanted_node ('' or a path)
# Gives  $node, $node_version, $driver (better-sqlite3 or node:sqlite), $native (its file, or ''), $other_nodes
#        and, where nothing fits, $node_reasons (one line for each Node that was looked at)

oldest_node=20.19

# Where servers have their Node, one a line; a path can come twice.
node_places() {
  if [ -r "$root/etc/cpanel/ea4/passenger.nodejs" ]; then
    named=$(head -n 1 "$root/etc/cpanel/ea4/passenger.nodejs" | tr -d '[:space:]')
    case $named in /*) printf '%s\n' "$root$named" ;; esac
  fi
  # CloudLinux keeps each of its own in a tree of files, in a folder of this name.
  tree=root
  for candidate in "$root"/opt/cpanel/ea-nodejs*/bin/node "$root"/opt/alt/alt-nodejs*/"$tree"/usr/bin/node \
    "$root/usr/local/bin/node" "$root/usr/bin/node"; do
    printf '%s\n' "$candidate"
  done
  command -v node || true
  named_in_page || true
}

# The Node that the installed page starts with: it can be one that was found only in an administrator's PATH.
named_in_page() { sed -n "2s|^.*N='\([^']*\)'.*$|\1|p" "$plugin/index.cgi" 2>/dev/null; }

# Sets $facts to version and ABI of a Node; false, with a note, where it cannot be used.
ask_node() { # NODE
  if [ ! -x "$1" ] || [ -d "$1" ]; then return 1; fi
  case $1 in
    *[\'\|\&\\]* | [!/]*) note_node "$1: its path cannot be written into a script" && return 1 ;;
  esac
  # Root must not run, not even to ask for its version, what others can replace.
  distrust=$(distrust_path "$1") || {
    note_node "$1: $distrust"
    return 1
  }
  code=0
  run_node "$1" -p '[process.versions.node, process.versions.modules].join(" ")' || code=$?
  facts=$(cat "$work/child.out")
  case $facts in
    [0-9]*.*.*\ [0-9]*) [ "$code" -eq 0 ] || facts= ;;
    *) facts= ;;
  esac
  if [ -z "$facts" ]; then
    note_node "$1: does not start: $(child_words "$code")"
    return 1
  elif is_older "${facts% *}" "$oldest_node"; then
    note_node "$1: version ${facts% *} is too old, $oldest_node is needed"
    return 1
  fi
}

is_older() { # VERSION MAJOR.MINOR
  minor=${1#*.}
  minor=${minor%%.*}
  [ "${1%%.*}" -lt "${2%.*}" ] || { [ "${1%%.*}" -eq "${2%.*}" ] && [ "$minor" -lt "${2#*.}" ]; }
}

# False, with the reason on stdout, where somebody else than root can change what a path leads to.
distrust_path() { # PATH
  [ "$(id -u)" -eq 0 ] || return 0
  walked=$1
  while :; do
    distrust_folders "$walked" || return 1
    [ -L "$walked" ] || break
    target=$(readlink -- "$walked")
    case $target in /*) walked=$target ;; *) walked=${walked%/*}/$target ;; esac
  done
  distrust_folders "$(readlink -f -- "$1")"
}

distrust_folders() { # PATH
  step=$1
  set --
  while :; do
    set -- "$@" "${step:-/}"
    [ -n "$step" ] || break
    step=${step%/*}
  done
  owners=$(stat -L -c '%u %a' -- "$@" 2>/dev/null) || return 0
  while read -r owner mode; do
    case $mode in
      # Sticky: who may write into it may still not replace what is root's.
      [1357]???) mode=755 ;;
      *[2367]? | *[2367]) ;;
      *) mode=755 ;;
    esac
    if [ "$owner" -ne 0 ]; then
      printf '%s does not belong to root, so its owner could replace it' "$1"
      return 1
    elif [ "$mode" != 755 ]; then
      printf '%s can be written by users other than root (mode %s), who could replace it' "$1" "$mode"
      return 1
    fi
    shift
  done <<EOF
$owners
EOF
}

# Better ones have a lower number: the newest that has proved itself here comes first, behind it all that could run no
# compiled code under the server's limit of memory.
rank_node() { # VERSION
  case ${1%%.*} in
    24) rank=1 ;;
    22) rank=2 ;;
    20) rank=3 ;;
    26) rank=4 ;;
    *) rank=5 ;;
  esac
  [ -z "$maxmem" ] || [ "$maxmem" -ge "$(need_of "$1")" ] || rank=$((rank + 5))
  printf '%s' "$rank"
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

# Lines "rank path version ABI" of the Nodes that can be used, best first, into $work/nodes. Those that were chosen come
# before all others: by --node, now or before, and for a repair the one in use.
list_nodes() {
  seen=' '
  : >"$work/nodes.unsorted"
  if [ -n "$wanted_node" ]; then list_node 0 "$wanted_node"; fi
  in_use=
  [ "$if_needed" = no ] || in_use=$(named_in_page)
  while read -r candidate; do
    if [ "$candidate" = "$in_use" ]; then
      list_node 0 "$candidate"
    else
      list_node '' "$candidate"
    fi
  done <<CANDIDATES
$(node_places)
CANDIDATES
  sort -s -n -k 1,1 "$work/nodes.unsorted" >"$work/nodes"
}

list_node() { # RANK-OR-'' NODE
  case $seen in *" $2 "*) return ;; esac
  seen="$seen$2 "
  ask_node "$2" || return 0
  printf '%s\n' "${1:-$(rank_node "$facts")} $facts $2" >>"$work/nodes.unsorted"
}

# The first candidate that reaches SQLite, and with which the page comes under the server's limit of memory.
choose_node() {
  node_reasons='' memory_needed='' node='' other_nodes=''
  list_nodes
  while read -r rank version_found abi candidate; do
    if [ -n "$node" ] || { [ "$rank" -gt 0 ] && [ -n "$wanted_node" ] && [ "$wanted_node" != "$kept_node" ]; }; then
      note_other "$candidate"
    elif ! choose_driver "$candidate" "$abi"; then
      note_node "$candidate: version $version_found has no working SQLite driver here:$driver_reasons"
    elif try_page "$candidate" "$version_found"; then
      node=$candidate
      node_version=$version_found
    else
      note_node "$candidate: version $version_found: $page_trouble"
    fi
  done <"$work/nodes"
  [ -n "$node" ]
}

# Keeps a Node for the day when the one that was taken is gone. Not one of an administrator's PATH: a repair at night
# has another PATH, and would find the installation changed.
note_other() { # NODE
  case $1 in
    *[!A-Za-z0-9._/+-]*) ;;
    "$root"/opt/* | "$root"/usr/*) other_nodes="${other_nodes:+$other_nodes }$1" ;;
  esac
}

note_node() {
  node_reasons="$node_reasons
  $1"
}

# The command that gives this server a Node that fits, and what else it does.
node_advice() {
  id=$(sed -n 's/^ID\(_LIKE\)\{0,1\}=//p' "$root/etc/os-release" 2>/dev/null | tr -d '"' | tr '\n' ' ')
  present=
  for folder in "$root"/opt/cpanel/ea-nodejs*; do
    [ -d "$folder" ] && present="$present ${folder##*/}"
  done
  # Only one ea-nodejs package can be there. apt removes the other by itself, dnf has to be told, and updates its own.
  case " $id " in
    *' ubuntu '* | *' debian '*) command='apt-get update && apt-get install -y ea-nodejs22' ;;
    *)
      case $present in
        '') command='dnf install -y ea-nodejs22' ;;
        *ea-nodejs22*) command='dnf upgrade -y ea-nodejs22' ;;
        *) command="dnf swap -y$present ea-nodejs22" ;;
      esac
      ;;
  esac
  there=$(sed -n 's/^[0-9]* \(22\.[0-9]\.[0-9]*\|22\.1[0-2]\.[0-9]*\) .*/\1/p' "$work/nodes" | head -n 1)
  if [ -n "$there" ]; then
    printf 'Node 22.13 or newer is needed, which includes SQLite. %s is installed: update it, then run this again:\n' "$there"
  else
    printf 'Install Node 22 (22.13 or newer includes SQLite), then run this again:\n'
  fi
  printf '\n    %s\n\n' "$command"
  case $present in
    '') printf 'Only one ea-nodejs package can be installed at a time. None is installed now.\n' ;;
    *ea-nodejs22*) ;;
    *)
      printf 'Only one ea-nodejs package can be installed at a time: this removes%s, which\n' "$present"
      printf 'applications of customers may use. Check first, or choose another Node with --node=/path/to/node.\n'
      ;;
  esac
}
