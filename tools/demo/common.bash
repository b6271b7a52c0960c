# What the demos share: an account of their own, steps that are shown and proved, and an end that leaves nothing.
# Sourced. SLIPWAY_PROGRAM is the program, SLIPWAY_PYTHON the Python whose folder has the AWS CLI.
# A demo defines `take_down`, which removes what the demo launched, also after a failure.

slipway() { "$SLIPWAY_PROGRAM" "$@"; }
aws() { "$(dirname "$SLIPWAY_PYTHON")/aws" "$@"; }
work=$(mktemp -d "${TMPDIR:-/tmp}/slipway-demo.XXXXXX")
export SLIPWAY_HOME=$work/home
server=

clean_up() {
  local code=$?
  trap - EXIT
  if [ "$code" != 0 ]; then
    printf '\nthe demo failed (exit code %s)\n' "$code" >&2
    [ ! -s "$work/account.log" ] || { echo "the account said last:" >&2; tail -n 20 "$work/account.log" >&2; }
  fi
  take_down >/dev/null 2>&1 || true
  [ -n "$server" ] && kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true # its end is a signal
  rm -rf "$work"
  exit "$code"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

number=0
step() {
  number=$((number + 1))
  printf '\n\033[1m%d. %s\033[0m\n' "$number" "$1"
}
show() { # prints the command as a user would type it, then runs it
  printf '   $ %s\n' "$*"
  "$@" 2>&1 | sed 's/^/     /'
}
proof() { printf '   \033[32mproved:\033[0m %s\n' "$1"; }
fail() {
  printf '   \033[31mnot as it should be:\033[0m %s\n' "$1" >&2
  exit 1
}
has() { grep -q "$2" <<<"$1" || fail "no \`$2\` in what it said"; }

# Served for as long as the demo runs; `aws` speaks to it as its root user.
serve_account() {
  local port
  port=$("$SLIPWAY_PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  printf '   $ slipway account serve --port %s &\n' "$port"
  # Not by the function above: `$!` would be a shell's, whose end leaves the account.
  "$SLIPWAY_PROGRAM" account serve --port "$port" >"$work/account.log" 2>&1 &
  server=$!
  for _ in $(seq 100); do
    curl --silent --output /dev/null --max-time 1 "http://127.0.0.1:$port/" && break
    kill -0 "$server" 2>/dev/null || fail "the account ended at once"
    sleep 0.05
  done
  printf '   $ eval "$(slipway account env)"\n'
  eval "$(slipway account env)"
}
