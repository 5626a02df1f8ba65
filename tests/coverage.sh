#!/usr/bin/env bash
# coverage.sh   what the .NET tests reach of src/Bridge, src/Bridge.Sqlite and src/Bridge.Postgres: a summary here, the lines in artifacts/coverage/index.html.
# The numbers miss what only processes of their own reach (browsers, killed servers, the shim).
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
out=$PWD/artifacts/coverage
rm -rf "$out"
dotnet tool restore >/dev/null || exit 1

failed=0
for project in Bridge.Tests Bridge.Sqlite.Tests Bridge.Postgres.Tests Bridge.Simulation; do
  dotnet build "tests/$project" -c Release -p:Coverage=true -v quiet --nologo || exit 1
  [ "$project" = Bridge.Simulation ] && export BRIDGE_SEEDS=${BRIDGE_SEEDS:-500} # the others as CI runs them
  dotnet msbuild "tests/$project" -t:VSTest -nologo -v:minimal -p:Configuration=Release -p:Coverage=true -p:VSTestNoBuild=true \
    "-p:VSTestCollect=XPlat Code Coverage" "-p:VSTestResultsDirectory=$out/$project" || failed=1
done

dotnet reportgenerator "-reports:$out/*/*/coverage.cobertura.xml" "-targetdir:$out" "-reporttypes:Html;TextSummary" "-assemblyfilters:+Bridge;+Bridge.Sqlite;+Bridge.Postgres" -verbosity:Warning || exit 1
cat "$out/Summary.txt"
exit $failed
