import type { Client } from './client';
import { adviceOf } from './codes';
import type { Envelope } from './envelope';
import { parse } from './frame';
import { post } from './post';
import { createTimer } from './timer';
import { jitter } from './timing';

const ackEvery = 64;

/** Larger than one packet: there are middleboxes that let the handshake pass and swallow what follows. */
const pad = 'x'.repeat(1500);

export interface Socket {
  _ws?: WebSocket;
  /** `open` was sent on it; the lease may be here or there. */
  _opening: boolean;
  /** It has the lease. */
  _live: boolean;
  /** Tries a socket when it is wanted and due, beside the polls. */
  _consider(now?: boolean): void;
  /** Leaves it without waiting for `onclose`: a black hole answers `close()` after a minute. Tells whether it had or may have had the lease. */
  _detach(): boolean;
  /** Goes on by polling at once; another socket is tried later. */
  _drop(blame: number): void;
  /** When polls fail as well it was the server or the network: sockets are not blocked here. */
  _excuse(): void;
  _forgive(): void;
  /** How long silence may still last. */
  _patience(): number;
  /** After a sleep the silence so far says nothing: any byte within `pong`, or it is over. */
  _ping(): void;
  /** A position has moved. */
  _moved(): void;
  _send(e: Envelope): void;
  _write(frame: string): void;
}

export function createSocket(client: Client): Socket {
  const { _timing: timing } = client;
  const timer = createTimer();
  const ackTimer = createTimer();
  let fails = 0;
  let blamed = 0;
  let notBefore = 0;
  let born = 0;
  let heard = 0;
  let unacked = 0;
  let unackedSince = 0;
  /** A ticket is asked for. */
  let asking: AbortController | undefined;

  const consider = (now?: boolean) => {
    const WebSocket = client._WebSocket;
    if (now) notBefore = 0;
    if (asking || socket._ws || !WebSocket || client._mode == 'polling' || client.state != 'open' || client._asleep) return;
    const rest = notBefore - Date.now();
    if (rest > 0) timer(consider, rest);
    else connect(WebSocket);
  };

  const connect = async (WebSocket: NonNullable<Client['_WebSocket']>) => {
    let protocols: string | string[] = 'bridge.v1';
    // No page can set a header for a handshake: a ticket stands for those of a request.
    if (client._options.headers) {
      const turn = (asking = new AbortController());
      const answer = await post(client, '/ticket', '', timing.grace, turn);
      if (asking != turn) return;
      asking = undefined;
      if (!answer) return drop(1);
      // Headers that are no credentials buy none.
      if (answer[0].ticket) protocols = [protocols, 'bridge.ticket.' + answer[0].ticket];
    }
    expect(timing.grace);
    try {
      const ws = (socket._ws = new WebSocket(client._url.replace(/^http/, 'ws') + '/ws', protocols));
      ws.onopen = () => {
        expect(timing.probe);
        send({ type: 'probe', pad });
      };
      ws.onmessage = ({ data }) => hear(parse(data));
      ws.onerror = () => drop(1);
      ws.onclose = ({ code, reason }) => ended({ type: 'closed', code: code == 1012 ? 'restarting' : reason, advice: adviceOf(code) });
    } catch (_) {
      drop(1);
    }
  };

  const expect = (ms: number) => timer(() => drop(1), ms);

  const hear = (frame: Envelope | Envelope[]) => {
    const { _ws } = socket;
    const envelopes = ([] as Envelope[]).concat(frame);
    heard = Date.now();
    for (const { type } of envelopes) {
      if (type == 'ping') send({ type: 'pong' });
      if (type == 'probed') {
        socket._opening = true;
        expect(timing.probe);
        send(client._open(_ws));
      }
      if (type == 'opened') {
        timer();
        socket._opening = false;
        socket._live = true;
        born = heard;
        client._polling._stop();
        client._working('websocket');
      }
    }
    const closed = client._receive(envelopes);
    // The page's handlers may have moved elsewhere.
    if (closed && socket._ws == _ws) ended(closed);
  };

  const ended = (closed: Envelope) => {
    if (!client._obey(closed)) drop(closed.code == 'restarting' ? 0 : 1);
  };

  const detach = () => {
    const { _ws } = socket;
    const leased = socket._live || socket._opening;
    timer();
    ackTimer();
    if (asking) asking.abort();
    asking = socket._ws = undefined;
    socket._opening = socket._live = false;
    unacked = 0;
    if (_ws) {
      _ws.onopen = _ws.onmessage = _ws.onerror = _ws.onclose = null;
      _ws.close();
    }
    return leased;
  };

  const drop = (blame: number) => {
    const good = socket._live && Date.now() - born >= timing.least;
    const leased = detach();
    blamed = good ? 0 : blame;
    fails = good ? 0 : fails + blame;
    notBefore = Date.now() + jitter(timing, client._mode == 'auto' ? timing.socketMost : timing.pollMost, fails);
    if (leased) client._fallBack();
    consider();
  };

  const ack = () => {
    ackTimer();
    unacked = 0;
    send({ type: 'ack', positions: client._positions._news() });
  };

  const send = (e: Envelope) => write(JSON.stringify(e));

  const write = (frame: string) => {
    // What a closing socket swallows is sent again elsewhere.
    if (socket._ws && socket._ws.readyState == 1) socket._ws.send(frame);
  };

  const socket: Socket = {
    _opening: false,
    _live: false,
    _consider: consider,
    _detach: detach,
    _drop: drop,
    _excuse() {
      fails -= blamed;
      blamed = 0;
    },
    _forgive: () => (fails = blamed = 0),
    _patience: () => (socket._live ? heard + timing.silence - Date.now() : Infinity),
    _ping() {
      heard = Date.now() - timing.silence + timing.pong;
      send({ type: 'ping' });
    },
    _moved() {
      const now = Date.now();
      if (!socket._live) return;
      if (!unacked++) {
        unackedSince = now;
        ackTimer(ack, timing.ack);
      }
      // Within the message handler when it can be: the timers of a hidden page run once a minute.
      if (unacked >= ackEvery || now - unackedSince >= timing.ack) ack();
    },
    _send: send,
    _write: write,
  };
  return socket;
}
