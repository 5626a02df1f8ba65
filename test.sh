#!/usr/bin/env bash
# Builds everything once and runs all tests: .NET, shim, browsers, and servers that are polled. Prints the runners' summaries and one line that adds them up.
# What is missing is installed where that can be done without asking (Debian, as root); elsewhere it says what.
set -uo pipefail
cd "$(dirname "$0")"
least=3200 # tests; fewer means that a runner found nothing and was content
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

missing=()
for program in chromium firefox-esr curl nginx haproxy; do
  command -v "$program" >/dev/null || missing+=("$program")
done
command -v php >/dev/null || missing+=(php-cli)
[ -e /usr/lib/nginx/modules/ngx_nchan_module.so ] || missing+=(libnginx-mod-nchan)
[ -n "$(ls /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] || command -v initdb >/dev/null || missing+=(postgresql)
if [ "${#missing[@]}" -gt 0 ]; then
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}" >/dev/null || exit 1
  else
    echo "Missing: ${missing[*]}. Install them first, on Debian: sudo apt-get install ${missing[*]}" >&2
    exit 1
  fi
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT

dotnet build Bridge.sln -c Release -v quiet --nologo || exit 1

dotnet test --solution Bridge.sln -c Release --no-build --no-ansi --no-progress --max-parallel-test-modules 1 | tee "$log"
dotnet_rc=${PIPESTATUS[0]}

(cd src/ClientShim && npm test --silent) 2>&1 | tee -a "$log"
shim_rc=${PIPESTATUS[0]}

# What failed, once more: the log is long, and its end is what is kept of it.
awk '
  /^failed .*s\)$/ || /^ *not ok /                     { said = 0; telling = 1 }
  /\.dll \(.*\) (failed|passed) / || /^Test run summary/ || /^ *ok / { telling = 0 }
  telling && said++ < 40
' "$log"

awk -v least="$least" '
  /^Test run summary:/ { dotnet = 1 }
  dotnet && $1 == "succeeded:" { passed += $2 }
  dotnet && $1 == "failed:"    { failed += $2 }
  dotnet && $1 == "skipped:"   { skipped += $2 }
  /^# pass /    { passed += $3 }
  /^# fail /    { failed += $3 }
  /^# skipped / { skipped += $3 }
  END {
    if (passed < least) printf "A runner found too little: at least %d tests should pass.\n", least
    printf "%d passed, %d failed%s\n", passed, failed, skipped ? sprintf(", %d skipped", skipped) : ""
    exit passed < least
  }
' "$log"
sum_rc=$?
[ "$dotnet_rc" -eq 0 ] && [ "$shim_rc" -eq 0 ] && [ "$sum_rc" -eq 0 ]
