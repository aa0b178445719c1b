# shellcheck shell=sh disable=SC2034,SC2154 # variables are shared with install.sh
# Sourced by install.sh: makes the page's folder, and asks a page as the WHM server would, under its limit of memory.

# Sets $maxmem to the megabytes of address space that the server allows a page, '' where it sets no limit.
read_maxmem() {
  maxmem=$(sed -n 's/^maxmem=\([0-9]\{1,9\}\)$/\1/p' "$root/var/cpanel/cpanel.config" 2>/dev/null | tail -n 1)
  [ "${maxmem:-0}" -gt 0 ] || maxmem=
}

# Writes a Node, the others that may take its place, and what it needs little memory with, into line 2 of a script.
name_node() { # FILE NODE VERSION
  words="W='$(need_of "$3")'"
  case ${3%%.*} in
    # The second option keeps these from a warning on every start; newer ones do not know it.
    20 | 22) words="J='$((720 * 1048576))'; L='--jitless --no-expose-wasm'; M='$((200 * 1048576))'; $words" ;;
    *) words="J='$((1150 * 1048576))'; L='--jitless'; M='$((560 * 1048576))'; $words" ;;
  esac
  # The first of each: behind them stands what holds for the others.
  sed "2{s|N='[^']*'|N='$2'|;s|O='[^']*'|O='$other_nodes'|;s|J='[^']*'; L='[^']*'; M='[^']*'; W='[^']*'|$words|;}" \
    "$1" >"$work/script" && cat "$work/script" >"$1"
}

# The page's folder as it is installed, for one Node and the driver that was chosen for it.
make_plugin() { # FOLDER NODE VERSION
  must cp -R -- "$source/dist/plugin" "$1"
  must rm -f -- "$1/better_sqlite3.node"
  [ -z "$native" ] || must cp -- "$native" "$1/better_sqlite3.node"
  printf '%s\n%s\n' "$driver" "$3" >"$1/driver" || fail "cannot write $1/driver"
  must set_modes "$1" 0644
  must chmod 0700 "$1/index.cgi"
  must name_node "$1/index.cgi" "$2" "$3"
}

# Asks a CGI for its first page as the WHM server would; false, with $page_trouble, where no page comes.
ask_page() { # CGI HOST-ROOT [SHELL]
  code=0
  # The shell itself would say so when a signal ends the page.
  {
    (
      # Where the limit is lower already, that one holds. POSIX has no -v, and every shell of the servers has it.
      # shellcheck disable=SC3045
      [ -z "$maxmem" ] || ulimit -v "$((maxmem * 1024))" 2>/dev/null
      exec timeout 60 env -i PATH=/usr/bin:/bin WHM_TRANSFERS_ROOT="$2" GATEWAY_INTERFACE=CGI/1.1 REMOTE_USER=root \
        REQUEST_METHOD=GET QUERY_STRING= SCRIPT_NAME=/cpsess0000000000/cgi/transfer_monitor/index.cgi \
        REQUEST_URI=/cpsess0000000000/cgi/transfer_monitor/index.cgi cp_security_token=/cpsess0000000000 \
        ${3:+"$3"} "$1"
    ) >"$work/page" 2>"$work/page.errors" </dev/null 9>&- || code=$?
  } 2>/dev/null
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

# The page comes with this Node, on an empty server, under this server's limit; false, with $page_trouble and
# $memory_needed, where it does not. By the shell: a temporary folder can forbid to run what lies in it.
try_page() { # NODE VERSION
  rm -rf -- "$work/trial" "$work/server"
  must mkdir -p "$work/server/usr/local/cpanel" "$work/server/var/cpanel/transfer_monitor"
  make_plugin "$work/trial" "$1" "$2"
  ask_page "$work/trial/index.cgi" "$work/server" sh && return 0
  first_trouble=$page_trouble
  page_trouble="the page does not run here: $first_trouble"
  [ -n "$maxmem" ] || return 1
  limit=$maxmem maxmem=
  if ask_page "$work/trial/index.cgi" "$work/server" sh; then
    page_trouble="it cannot work under this server's limit of memory (maxmem=$limit)"
    needed=$(need_of "$2")
    [ -n "$memory_needed" ] && [ "$memory_needed" -le "$needed" ] || memory_needed=$needed
  else
    page_trouble="the page does not run here: $first_trouble"
  fi
  maxmem=$limit
  return 1
}

# The limit, in megabytes, under which a Node still runs compiled code, with room for large pages.
need_of() { # VERSION
  case ${1%%.*} in 20 | 22) printf 768 ;; *) printf 1200 ;; esac
}

memory_advice() {
  printf 'Raise the limit to %s MB or more (the default of cPanel & WHM is 4096), then run this again:\n\n' "$1"
  printf '    whmapi1 set_tweaksetting key=maxmem value=%s\n' "$1"
}
