// The three ways to get a channel's messages. Each calls deliver(message) for every one.
import { connect } from '/bridge/bridge.mjs';

const channel = 'compare';
const period = 1000;

/** Asks once a second whether there is anything. Plain HTTP, as anybody would write it. */
export async function shortPolling(url, deliver) {
  let cursor = 'now';
  for (let next = Date.now(); ; ) {
    try {
      const answer = await fetch(`${url}/bridge/channels/${channel}/messages?after=${cursor}&wait=0s`);
      const { messages, cursor: after } = await answer.json();
      cursor = after;
      for (const { data } of messages) deliver(data);
    } catch {
      // Not reachable: the next second asks from the same cursor.
    }
    next = Math.max(next + period, Date.now());
    await new Promise(resolve => setTimeout(resolve, next - Date.now()));
  }
}

export const longPolling = (url, deliver) => through('polling', url, deliver);

export const webSocket = (url, deliver) => through('websocket', url, deliver);

function through(transport, url, deliver) {
  connect(`${url}/bridge`, { transport }).subscribe(channel, deliver);
}
