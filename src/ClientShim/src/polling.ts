import type { Client } from './client';
import { post } from './post';
import { leap } from './session';
import { createTimer } from './timer';
import { jitter } from './timing';

export interface Polling {
  /** Asks now, instead of whatever was asked before. */
  _ask(): void;
  /** What was asked is late from here on: it is heard no more. */
  _stop(abort?: boolean): void;
  /** The page may want something that the parked poll didn't say. */
  _tell(): void;
  /** A pause ends early; a parked poll may sit on a line that died while the machine slept. */
  _wake(): void;
  _reopen(): void;
  /** Another network may hold polls as long as they want. */
  _forgive(): void;
}

export function createPolling(client: Client): Polling {
  const { _session: session, _timing: timing } = client;
  const timer = createTimer();
  let current: AbortController | undefined;
  let opening = false;
  let fails = 0;
  /** A shorter hold, once something on the way has cut a poll. */
  let shorter: number | undefined;

  const stop = (abort?: boolean) => {
    timer();
    if (abort && current) current.abort();
    current = undefined;
  };

  const later = () => {
    stop(true);
    timer(ask, jitter(timing, timing.pollMost, fails));
  };

  const fail = () => {
    client._socket._excuse();
    client._show('none', 'offline');
    later();
    fails++;
  };

  const ask = async () => {
    const { _socket: socket, _subscriptions: subscriptions } = client;
    // A poll now would take the lease from the socket that is opening.
    if (client._asleep || client.state == 'closed' || socket._opening) return;
    stop(true);
    const abort = (current = new AbortController());
    const began = Date.now();
    const wait = fails ? 0 : shorter;
    opening = !client.session;
    const request = opening
      ? [client._open(abort)]
      : subscriptions._commands(abort).concat({ type: 'poll', page: session.page, attempt: ++session.attempt, positions: subscriptions._cursor(), wait });
    const hold = opening ? 0 : wait === undefined ? session.hold : wait;
    const answer = await post(client, '/poll', JSON.stringify(request), hold + timing.grace, abort);
    const took = Date.now() - began;
    // What a late answer brings comes again, and may belong to a subscription that has ended since.
    if (current != abort) return;
    const closed = answer && client._receive(answer);
    // The page's handlers may have asked anew.
    if (current != abort) return;
    current = undefined;
    if (closed) {
      if (closed.code == 'superseded') {
        // By the socket that is opening; if by nobody we know, our counter is too low.
        session.attempt += leap;
        later();
      } else if (!client._obey(closed)) fail();
    } else if (answer) {
      if (!opening) fails = 0;
      client._working('polling');
      // Answered early with nothing: a server or proxy that doesn't hold must not make us spin.
      if (!answer.length && took < hold / 2) later();
      else ask();
    } else if (took > timing.pong && !opening && !fails) {
      shorter = Math.min(session.hold, Math.max(timing.least, took * 0.6));
      later();
    } else fail();
  };

  return {
    _ask: ask,
    _stop: stop,
    _tell() {
      if (current && !opening && client._subscriptions._commands(current).length) ask();
    },
    _wake() {
      if (!current || !opening) ask();
    },
    _reopen() {
      // At once the first time; a server that knows no session for long is not asked in a circle.
      if (fails++) later();
      else ask();
    },
    _forgive: () => (shorter = undefined),
  };
}
