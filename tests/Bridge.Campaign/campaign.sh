#!/usr/bin/env bash
# campaign.sh messages N [FAULTS SWITCHES]   N messages both ways, with at least so many faults and switches each way (default N/100, 3N/10000).
# campaign.sh kills N sqlite|memory          N SIGKILLs of the server under load.
# campaign.sh cluster N                      N SIGKILLs, of three nodes on PostgreSQL in turn and every fourth of the database itself.
# campaign.sh gateways MINUTES               300 clients of three gateways behind HAProxy: kills, rolling deploys, pauses, database restarts, cut hints.
# campaign.sh peers [MINUTES]                the same faults against Bridge, SignalR and Socket.IO, published for so many minutes in all (default 8): one table.
# campaign.sh drain [SOCKETS POLLS]          one of two nodes ends in order, with so many on it (default 2000 1000): all go on at the other one.
# campaign.sh floods [SECONDS [ATTACK]]      healthy clients beside never-reading, slow-polls, pings, fragments, handshakes: each so long (default 60).
# campaign.sh drill PERCENT [N]              so many of all responses are lost, over N messages (default 50000).
# BRIDGE_SEED=17 makes the choices of that seed; BRIDGE_STORE=sqlite runs `messages` on SQLite. The last thing printed is the table.
set -uo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
campaign=tests/Bridge.Campaign

run() { # method
  [ -n "${BRIDGE_NO_BUILD:-}" ] || dotnet build "$campaign" -c Release -v quiet --nologo >/dev/null || dotnet build "$campaign" -c Release -v quiet --nologo || exit 1
  exec dotnet "$campaign/bin/Release/net10.0/Bridge.Campaign.dll" -noLogo -noColor -method "*$1*"
}

case "${1:-}" in
  messages)
    export BRIDGE_MESSAGES="${2:-1000000}"
    export BRIDGE_FAULTS="${3:-$((BRIDGE_MESSAGES / 100))}" BRIDGE_SWITCHES="${4:-$((BRIDGE_MESSAGES * 3 / 10000))}"
    run Messages_both_ways
    ;;
  kills)
    export BRIDGE_KILLS="${2:-50}"
    case "${3:-}" in
      sqlite) run Kills_of_a_server_with_a_durable_store ;;
      memory) run Kills_of_a_server_with_its_store_in_memory ;;
      *) sed -n '2,10p' "$0"; exit 2 ;;
    esac
    ;;
  cluster)
    export BRIDGE_KILLS="${2:-20}"
    run Kills_of_nodes_and_of_their_database
    ;;
  gateways)
    export BRIDGE_MINUTES="${2:-10}"
    run Clients_of_three_gateways
    ;;
  peers)
    export BRIDGE_PEER_MINUTES="${2:-8}"
    run Beside_its_peers
    ;;
  drain)
    export BRIDGE_SOCKETS="${2:-2000}" BRIDGE_POLLS="${3:-1000}"
    run A_node_that_is_told_to_end
    ;;
  floods)
    export BRIDGE_SECONDS="${2:-60}" BRIDGE_ATTACK="${3:-}"
    run Healthy_clients_beside_attackers
    ;;
  drill)
    export BRIDGE_PERCENT="${2:-3}" BRIDGE_MESSAGES="${3:-50000}"
    run Lost_responses_lose_nothing
    ;;
  *)
    sed -n '2,10p' "$0"; exit 2
    ;;
esac
