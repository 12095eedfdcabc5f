#!/bin/bash
# A study with GNU parallel, on this machine or over ssh: parallel.sh FOLDER PARTS COMMAND...
# With machines of one shared disk: PARALLEL='--sshlogin a,b,c --workdir .' experiments/machines/parallel.sh ...
set -uo pipefail
folder=$1
parts=$2
shift 2
npx highwater trials plan "$folder" "$@" || exit
until npx highwater "$@" --out "$folder" --resume; do
  code=$?
  # 6: trials are to be run first. Anything else is said above.
  [ "$code" = 6 ] || exit "$code"
  seq "$parts" | parallel --jobs "${JOBS:-1}" "npx highwater trials run $folder --shard {}/$parts"
done
