#!/bin/sh
# The main job, step by step: load a program that counts getpid(2) calls, look at it, read and set its map, take it away.
# Builds bpftool first, unless BPFTOOL names one. Needs root and a kernel with BPF and tracepoints.
#
# All pins and mounts are made in a mount namespace of the tour's own: whatever happens, nothing stays behind.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
calls=1000

if [ -z "${TOUR_INSIDE:-}" ]; then
  if [ -z "${BPFTOOL:-}" ]; then
    echo "building (./mvnw -q -Dquick -DskipTests package)"
    "$here/../mvnw" -q -Dquick -DskipTests package
    BPFTOOL=$here/../bin/bpftool
  fi
  [ "$(id -u)" = 0 ] || { echo "tour: loading programs needs root: sudo $0" >&2; exit 77; }
  export BPFTOOL TOUR_INSIDE=1
  exec unshare -m "$0"
fi

work=$(mktemp -d)
bpffs=$work/bpf
clean() {
  trap - EXIT
  umount "$bpffs" 2>/dev/null || true
  rmdir "$bpffs" "$work" 2>/dev/null || true
}
trap clean EXIT
trap 'exit 130' INT TERM HUP
mkdir "$bpffs"
mount -t bpf bpf "$bpffs"
[ -e /sys/kernel/tracing/events ] || mount -t tracefs tracefs /sys/kernel/tracing
pins=$bpffs/tour
map=$pins/maps/calls

step() { printf '\n%s\n' "== $*"; }
fail() { echo "tour: $*" >&2; exit 1; }
bpftool() {
  echo "\$ bpftool $*" >&2
  "$BPFTOOL" "$@"
}
expect() { # TEXT PATTERN...: every pattern stands in the text
  text=$1
  shift
  printf '%s\n' "$text"
  for pattern; do
    printf '%s\n' "$text" | grep -q -e "$pattern" || fail "expected to see: $pattern"
  done
}
count() { "$BPFTOOL" -j map dump pinned "$map" | sed -n 's/.*"formatted":{"key":0,"value":\([0-9]*\)}.*/\1/p'; }
at_least() { # NUMBER
  now=$(count)
  [ "${now:-0}" -ge "$1" ] || fail "the counter stands at '$now', not at $1 or more"
  echo "the counter stands at $now, at least $1"
}
call_getpid() { # perl asks the kernel each time it reads $$
  perl -e '$pid = $$ for 1 .. shift' "$1"
  echo "getpid was called $1 times"
}

step "load the program, pin it and its map, attach it"
bpftool prog loadall "$here/getpid.o" "$pins" pinmaps "$pins/maps" autoattach
ls -R "$pins"

step "the link that holds the program on its tracepoint; its pin keeps both alive"
set -- 'perf_event  prog'
# Kernels before 6.6 do not tell where such a link leads.
[ "$(printf '6.6\n%s\n' "$(uname -r)" | sort -V | head -n 1)" != 6.6 ] || set -- "$@" sys_enter_getpid
expect "$(bpftool link show pinned "$pins/count_getpid")" "$@"
id=$("$BPFTOOL" -j link show pinned "$pins/count_getpid" | sed -n 's/.*"prog_id":\([0-9]*\).*/\1/p')
[ -n "$id" ] || fail "no program id for $pins/count_getpid"

step "the program"
expect "$(bpftool prog show id "$id")" "^$id: tracepoint  name count_getpid" 'map_ids [0-9]'

step "its instructions, as the kernel has them, with the C source between"
expect "$(bpftool prog dump xlated id "$id")" '^; .*bpf_map_lookup_elem(&calls, &slot)' 'lock \*(u64 \*)(r0 +0) += r1' 'exit'

step "it counts"
call_getpid $calls
expect "$(bpftool map dump pinned "$map")" '"key": 0' '"value": [0-9]'
at_least $calls

step "set the counter to 90, and see it go on from there"
bpftool map update pinned "$map" key 0 0 0 0 value 90 0 0 0 0 0 0 0
at_least 90
[ "$(count)" -lt $((90 + calls)) ] || fail "the update did not reach the map"
call_getpid $calls
at_least $((90 + calls))

step "all links"
expect "$(bpftool link show)" "perf_event  prog $id"

step "remove the pins: the program goes with them"
rm -r "$pins"
for _ in 1 2 3 4 5 6 7 8 9 10; do # the kernel frees it after a grace period
  gone=$("$BPFTOOL" prog show id "$id" 2>&1) || break
  gone=
  sleep 0.1
done
expect "${gone:-program $id is still there}" 'get by id .*No such file or directory'
printf '\nThe tour is complete.\n'
