#!/usr/bin/env bash
# campaign.sh N [SEED]   feeds N inputs to all targets (default 1 000 000, seed 1). Prints what each target got, inputs a second, failures and the seed.
#                        A failing input is kept in artifacts/fuzz as hex and as a C# literal, made as small as it goes. BRIDGE_THREADS says how many threads (default 2).
set -uo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
case "${1:-}" in *[!0-9]*) sed -n '2,3p' "$0"; exit 2 ;; esac

dotnet build tests/Bridge.Fuzz -c Release -v quiet --nologo || exit 1
BRIDGE_INPUTS="${1:-1000000}" BRIDGE_SEED="${2:-1}" BRIDGE_THREADS="${BRIDGE_THREADS:-2}" \
  dotnet tests/Bridge.Fuzz/bin/Release/net10.0/Bridge.Fuzz.dll -noLogo -noColor -method "*A_campaign_over_all_targets*" -showLiveOutput
