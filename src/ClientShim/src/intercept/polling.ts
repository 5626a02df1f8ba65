import type { Client } from '../client';
import type { Polling } from '../polling';
import { post } from '../post';
import { createTimer } from '../timer';
import { jitter } from '../timing';

/** In the place of the shim's: one request opens the session, and a socket does the rest. Without a socket the page's own polls go to the network; ours beside them would double the load. */
export function createPolling(client: Client): Polling {
  const { _timing: timing } = client;
  const timer = createTimer();
  let current: AbortController | undefined;
  let fails = 0;

  const stop = () => {
    timer();
    if (current) current.abort();
    current = undefined;
  };

  const later = () => timer(ask, jitter(timing, timing.pollMost, fails++));

  const ask = async () => {
    if (client._asleep || client.state == 'closed' || client._socket._opening) return;
    stop();
    const abort = (current = new AbortController());
    const answer = client.session ? [] : await post(client, '/poll', JSON.stringify([client._open(abort)]), timing.grace, abort);
    if (current != abort) return;
    current = undefined;
    const closed = answer && client._receive(answer);
    if (answer && !closed) {
      fails = 0;
      client._working('polling');
    } else if (!closed || !client._obey(closed)) {
      client._show('none', 'offline');
      later();
    }
  };

  return {
    _ask: ask,
    _stop: stop,
    _wake: ask,
    _tell() {},
    _forgive() {},
    // A server that knows no session for long is not asked in a circle.
    _reopen: () => (fails++ ? later() : ask()),
  };
}
