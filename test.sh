#!/usr/bin/env bash
# Builds everything once and runs all tests: .NET, shim, browsers. Prints the runners' summaries and one line that adds them up.
set -uo pipefail
cd "$(dirname "$0")"
log=$(mktemp)
trap 'rm -f "$log"' EXIT

dotnet build Bridge.sln -c Release -v quiet --nologo || exit 1

dotnet test --solution Bridge.sln -c Release --no-build --no-ansi --no-progress --max-parallel-test-modules 1 | tee "$log"
dotnet_rc=${PIPESTATUS[0]}

(cd src/ClientShim && npm test --silent) 2>&1 | tee -a "$log"
shim_rc=${PIPESTATUS[0]}

awk '
  /^Test run summary:/ { dotnet = 1 }
  dotnet && $1 == "succeeded:" { passed += $2 }
  dotnet && $1 == "failed:"    { failed += $2 }
  dotnet && $1 == "skipped:"   { skipped += $2 }
  /^# pass /    { passed += $3 }
  /^# fail /    { failed += $3 }
  /^# skipped / { skipped += $3 }
  END { printf "%d passed, %d failed%s\n", passed, failed, skipped ? sprintf(", %d skipped", skipped) : "" }
' "$log"
[ "$dotnet_rc" -eq 0 ] && [ "$shim_rc" -eq 0 ]
