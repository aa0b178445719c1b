# shellcheck shell=sh
# Sourced by install.sh: changes that can be taken back. Each change is noted before it is made, and an undo
# looks at what is really there, so that an end at any point (also by a signal) leaves what was there before.

undo_list=

# What was in a place waits beside it, under this name, until the installation is proved.
waiting_name() { printf '%s/.%s.before' "${1%/*}" "${1##*/}"; }

# Notes how to take back what is about to be done; the newest is taken back first.
note_undo() { # KIND ARGUMENT
  undo_list="$1 $2
$undo_list"
}

exists() { [ -e "$1" ] || [ -L "$1" ]; }

# Makes a folder and those above it; false where something else has its name.
make_folder() { # PATH MODE
  [ -d "$1" ] && return 0
  exists "$1" && return 1
  [ -d "${1%/*}" ] || [ -z "${1%/*}" ] || make_folder "${1%/*}" 0755 || return 1
  note_undo folder "$1"
  mkdir -m "$2" -- "$1"
}

# Puts a staged file or folder in its place.
replace() { # STAGED TARGET
  if exists "$2"; then
    note_undo replaced "$2"
    mv -- "$2" "$(waiting_name "$2")" || return 1
  else
    note_undo placed "$2"
  fi
  mv -- "$1" "$2"
}

# Brings back what waits beside a place; where nothing waits, nothing was taken away.
bring_back() { # TARGET
  exists "$(waiting_name "$1")" || return 0
  rm -rf -- "$1" && mv -- "$(waiting_name "$1")" "$1"
}

# Takes back all that is noted; false when a part could not be taken back.
undo_all() {
  undone=0
  while read -r kind argument; do
    case $kind in
      '') ;;
      # Only while it is empty: what somebody else has put into it since is not ours.
      folder) [ ! -d "$argument" ] || rmdir -- "$argument" || undone=1 ;;
      placed | staged) rm -rf -- "$argument" || undone=1 ;;
      replaced) bring_back "$argument" || undone=1 ;;
      mode) chmod "${argument%% *}" "${argument#* }" || undone=1 ;;
      owner) chown "${argument%% *}" "${argument#* }" || undone=1 ;;
      *) "undo_$kind" "$argument" || undone=1 ;;
    esac
  done <<NOTES
$undo_list
NOTES
  undo_list=
  return "$undone"
}

# Forgets the way back. A rename first, so that an end in the middle never brings back a half removed folder.
keep_all() {
  trap '' HUP INT TERM
  while read -r kind argument; do
    if [ "$kind" != replaced ]; then continue; fi
    waiting=$(waiting_name "$argument")
    if ! { mv -- "$waiting" "$waiting.gone" && rm -rf -- "$waiting.gone"; }; then
      warn "could not remove $waiting"
    fi
  done <<NOTES
$undo_list
NOTES
  undo_list=
}
