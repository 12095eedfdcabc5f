#!/bin/bash
# A study on a Slurm cluster: slurm.sh FOLDER PARTS COMMAND..., for example
#   experiments/machines/slurm.sh results/big 50 run models/100m-users.yaml --precision 1%
# Plans what is to be simulated, runs it as an array of PARTS tasks, merges, and again for the next round, until the
# report is written. Stopped at any moment it goes on where it was.
set -uo pipefail
folder=$1
parts=$2
shift 2
here=$(dirname "$0")
npx highwater trials plan "$folder" "$@" || exit
until npx highwater "$@" --out "$folder" --resume; do
  code=$?
  # 6: trials are to be run first. Anything else is said above.
  [ "$code" = 6 ] || exit "$code"
  # --wait: until all tasks have ended. One that failed costs its part of this round, and is planned again.
  sbatch --wait --array="0-$((parts - 1))" "$here/shard.sbatch" "$folder" ||
    echo "some tasks failed: what they have not done is planned again" >&2
done
