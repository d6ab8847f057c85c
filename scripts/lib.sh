# SPDX-License-Identifier: BSD-3-Clause
# Shared by the scripts of this folder; sourced, never run.
# shellcheck shell=bash disable=SC2034

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# Runs a command with its output in the file $log.
log=/dev/null
silent() { "$@" >>"$log" 2>&1; }

# The same, and on failure shows the end of that output.
logged() {
  silent "$@" || {
    tail -n 30 "$log" >&2
    return 1
  }
}

# Waits for the lock on the open file descriptor $1, and says so when it is taken.
lock() {
  flock -n "$1" || {
    say "another set-up is at work; waiting for it"
    flock "$1"
  }
}
