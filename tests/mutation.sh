#!/usr/bin/env bash
# mutation.sh core          every mutant of lease, gate, cursor, retention and authorisation; survivors are listed at the end.
# mutation.sh files GLOB…   mutants of these files of src/Bridge, e.g. '**/Stores/VisitRules.cs{0..400}' (a range of characters is allowed).
# mutation.sh sample SEED   about 200 mutants elsewhere in src/Bridge, chosen by the seed, against all tests but those that measure the machine.
# The report is in artifacts/mutation. Works in a copy of the tree: about 5 s a mutant on two cores.
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

core=(
  Messaging/{Cursor,Position,Since,Epoch}
  Sessions/{SessionLease,Leases,LeaseHealth,SessionVisits,SessionSeat,Seating,InboundGate,SubmissionBook,AckFlow,UnackedWindow,ChannelDoor,ChannelRule,ChannelRules}
  Stores/{VisitRules,Retention,MessageRing}
  Stores/Memory/{MemoryChannel,MemoryChannelLog,MemorySessionStore}
  Transports/OriginPolicy
)

case "${1:-}" in
  core) globs=("${core[@]/#/**/}"); globs=("${globs[@]/%/.cs}") ;;
  files) shift; globs=("$@") ;;
  sample) mapfile -t globs < <(node tests/mutation-sample.mjs "${2:?a seed}" 0.035 "${core[@]}"); export MUTATION_TESTS=all ;;
  *) sed -n '2,5p' "$0"; exit 2 ;;
esac

out=$PWD/artifacts/mutation
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z | tar --null -T - -cf - | tar -xf - -C "$copy"
cd "$copy" && dotnet tool restore >/dev/null && cd tests/Bridge.Mutation || exit 1
mutate=()
for glob in "${globs[@]}"; do mutate+=(-m "$glob"); done
dotnet stryker -p Bridge.csproj --test-runner mtp --skip-version-check -c 2 -r dots -r cleartext -r json -O "$out" "${mutate[@]}"
