#!/bin/bash
# Whether workers that are far away change a byte: farWorkers.sh [MILLISECONDS [WORKERS]] (as root, on Linux).
# Each worker is in a network namespace of its own, so many milliseconds away from the server, each way (50), by netem, or
# where the kernel has none by delayedLink.py. Runs the four tiers, a tune and a coverage study alone, then by these
# workers, and compares every file. Everything is taken down again at the end.
set -euo pipefail
delay=${1:-50}
workers=${2:-4}
cd "$(dirname "$0")/../.."
highwater() { node dist/package/main.js "$@"; }
out=$(mktemp -d)
port=7379
pids=()
cleanup() {
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  wait || true
  for ((n = 1; n <= workers; n++)); do ip netns del "highwater$n" 2>/dev/null || true; done
  rm -rf "$out"
}
trap cleanup EXIT

addresses=(127.0.0.1)
for ((n = 1; n <= workers; n++)); do
  ip netns add "highwater$n"
  ip link add "hwv$n" type veth peer name eth0 netns "highwater$n"
  if tc qdisc add dev "hwv$n" root netem delay "${delay}ms" 2>/dev/null; then
    ip addr add "10.77.$n.1/24" dev "hwv$n"
    ip link set "hwv$n" up
    ip -n "highwater$n" addr add "10.77.$n.2/24" dev eth0
    ip -n "highwater$n" link set eth0 up
    ip netns exec "highwater$n" tc qdisc add dev eth0 root netem delay "${delay}ms"
  else
    ip link del "hwv$n"
    python3 test/bench/delayedLink.py "highwater$n" "10.77.$n.1" "10.77.$n.2" "$delay" >"$out/link$n" &
    pids+=($!)
    until grep -qs ready "$out/link$n"; do sleep 0.1; done
  fi
  addresses+=("10.77.$n.1")
done
redis-server --port $port --bind "${addresses[@]}" --protected-mode no --save '' --dir "$out" >"$out/redis.log" &
pids+=($!)
sleep 1
for ((n = 1; n <= workers; n++)); do
  ip netns exec "highwater$n" node dist/package/main.js work --queue "redis://10.77.$n.1:$port" --workers 1 --quiet &
  pids+=($!)
done
ip netns exec highwater1 node --input-type=module -e "
  import { Redis } from 'ioredis';
  const redis = new Redis('redis://10.77.1.1:$port');
  await redis.ping();
  const began = performance.now();
  await redis.ping();
  console.log('there and back: ' + (performance.now() - began).toFixed(1) + ' ms');
  redis.disconnect();"

same() {
  local name=$1
  shift
  local began=$SECONDS
  highwater "$@" --out "$out/$name-alone" >/dev/null
  local alone=$((SECONDS - began))
  began=$SECONDS
  highwater "$@" --out "$out/$name-far" --queue "redis://127.0.0.1:$port" >/dev/null
  # What begins with a dot is for going on, and in whatever order it came.
  diff -r -x '.*' "$out/$name-alone" "$out/$name-far"
  echo "$name: the same bytes; $alone s alone, $((SECONDS - began)) s by $workers workers $delay ms away"
}
tiers=(models/100-users.yaml models/10k-users.yaml models/1m-users.yaml models/100m-users.yaml)
same tiers run "${tiers[@]}" --seed far --quiet
same tune tune models/100-users.yaml --target 'p99 < 12 ms' --seed far --trials 16 --quiet \
  --vary consumers.workers.instances=1..3 --vary brokers.handlers=1..2
same coverage coverage --studies 20 --only 'M/M/1 at 0.5' --seed far
