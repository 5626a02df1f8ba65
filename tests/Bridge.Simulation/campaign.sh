#!/usr/bin/env bash
# campaign.sh seeds N [FIRST]   N seeds without a planted bug: none may fail. Prints seeds, events and faults.
# campaign.sh planted [WORD]    every patch in Planted/ (whose name holds WORD): applied to a copy of the tree, built, and looked for in 1 000 seeds.
# campaign.sh seed N            one seed, with its whole trace when it fails.
set -uo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
simulation=tests/Bridge.Simulation

build() { dotnet build "$1/$simulation" -c Release -v quiet --nologo >"$1/build.log" 2>&1 || { cat "$1/build.log"; return 1; }; }

run() { # tree, method
  dotnet "$1/$simulation/bin/Release/net10.0/Bridge.Simulation.dll" -noLogo -noColor -method "*$2*" ${3:-}
}

case "${1:-}" in
  seeds)
    build . || exit 1
    BRIDGE_SEEDS="${2:-10000}" BRIDGE_FIRST="${3:-1}" run . Nothing_is_lost -showLiveOutput
    ;;
  seed)
    build . || exit 1
    BRIDGE_SEED="$2" BRIDGE_SHRINK=0 BRIDGE_TRACE=100000 run . Nothing_is_lost
    ;;
  planted)
    copy=$(mktemp -d)
    trap 'rm -rf "$copy"' EXIT
    git ls-files -z | tar --null -T - -cf - | tar -xf - -C "$copy"
    missed=0
    for patch in "$simulation"/Planted/*"${2:-}"*.patch; do
      name=$(basename "$patch" .patch)
      if ! (cd "$copy" && git apply "$OLDPWD/$patch"); then
        echo "DOES NOT APPLY  $name"; missed=$((missed + 1)); continue
      fi
      if ! build "$copy"; then
        echo "DOES NOT BUILD  $name"; missed=$((missed + 1))
      elif found=$(BRIDGE_SEEDS=1000 BRIDGE_SHRINK=0 BRIDGE_TRACE=0 run "$copy" Nothing_is_lost | grep -m1 -E '^ *seed [0-9]+:'); then
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
    sed -n '2,4p' "$0"; exit 2
    ;;
esac
