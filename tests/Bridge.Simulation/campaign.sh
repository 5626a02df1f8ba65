#!/usr/bin/env bash
# campaign.sh seeds N [FIRST]   N seeds without a planted bug: none may fail. Prints seeds, events and faults.
# campaign.sh shim N [FIRST]    N seeds whose pages run the real shim.
# campaign.sh users N [FIRST]   N seeds in which two users act.
# campaign.sh planted [WORD]    every patch in Planted/ (whose path holds WORD): applied to a copy of the tree, built, and looked for in 1 000 seeds.
#                               Those in Planted/Shim/ change the shim, and are looked for with the real shim; those in Planted/Users/ are looked for where two users act.
# campaign.sh seed N [shim|users] one seed, with its whole trace when it fails.
set -uo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
simulation=tests/Bridge.Simulation

log=$(mktemp)
trap 'rm -rf "$log" "${copy:-}"' EXIT

build() { dotnet build "$1/$simulation" -c Release -v quiet --nologo >"$log" 2>&1 || { cat "$log"; return 1; }; }

model=Nothing_is_lost_doubled_reordered_or_stuck_in_any_seed
shim=${model}_with_the_real_shim
users=Nobody_gets_a_foreign_byte_or_one_after_his_end_and_nobody_is_cut_for_the_other_in_any_seed

script() { (cd "$1/src/ClientShim" && node build.mjs) >"$log" 2>&1 || { cat "$log"; return 1; }; }

look_for() { # tree, method: the first seed that fails
  # Not through a pipe: a run that finds something fails, and with pipefail that would read as nothing found.
  BRIDGE_SEEDS=1000 BRIDGE_SHRINK=0 BRIDGE_TRACE=0 run "$1" "$2" >"$copy/run.log"
  grep -m1 -E '^ *seed [0-9]+:' "$copy/run.log"
}

run() { # tree, method
  dotnet "$1/$simulation/bin/Release/net10.0/Bridge.Simulation.dll" -noLogo -noColor -method "*.$2" ${3:-}
}

case "${1:-}" in
  seeds)
    build . || exit 1
    BRIDGE_SEEDS="${2:-10000}" BRIDGE_FIRST="${3:-1}" run . "$model" -showLiveOutput
    ;;
  shim)
    build . || exit 1
    BRIDGE_SEEDS="${2:-1000}" BRIDGE_FIRST="${3:-1}" run . "$shim" -showLiveOutput
    ;;
  users)
    build . || exit 1
    BRIDGE_SEEDS="${2:-10000}" BRIDGE_FIRST="${3:-1}" run . "$users" -showLiveOutput
    ;;
  seed)
    build . || exit 1
    BRIDGE_SEED="$2" BRIDGE_SHRINK=0 BRIDGE_TRACE=100000 run . "$(case "${3:-}" in shim) echo "$shim" ;; users) echo "$users" ;; *) echo "$model" ;; esac)"
    ;;
  planted)
    copy=$(mktemp -d)
    git ls-files -z | tar --null -T - -cf - | tar -xf - -C "$copy"
    missed=0
    ln -s "$PWD/src/ClientShim/node_modules" "$copy/src/ClientShim/node_modules"
    for patch in "$simulation"/Planted/*.patch "$simulation"/Planted/Shim/*.patch "$simulation"/Planted/Users/*.patch; do
      name=${patch#"$simulation"/Planted/} name=${name%.patch}
      [[ $name == *"${2:-}"* ]] || continue
      if ! (cd "$copy" && git apply "$OLDPWD/$patch"); then
        echo "DOES NOT APPLY  $name"; missed=$((missed + 1)); continue
      fi
      if [[ $name == Shim/* ]]; then
        # The simulation itself is the same for all of them, and takes the script from a file.
        [ -n "${built:-}" ] || build . || exit 1
        built=1
        make=script tree=. method=$shim
        export BRIDGE_SHIM_SCRIPT=$copy/src/ClientShim/dist/bridge.js
      else
        make=build tree=$copy method=$model
        [[ $name != Users/* ]] || method=$users
      fi
      if ! $make "$copy"; then
        echo "DOES NOT BUILD  $name"; missed=$((missed + 1))
      elif found=$(look_for "$tree" "$method"); then
        echo "found           $name  ${found#"${found%%[![:space:]]*}"}"
      else
        echo "NOT FOUND       $name"; missed=$((missed + 1))
      fi
      (cd "$copy" && git apply -R "$OLDPWD/$patch")
    done
    echo "$missed not found"
    [ "$missed" -eq 0 ]
    ;;
  *)
    sed -n '2,8p' "$0"; exit 2
    ;;
esac
