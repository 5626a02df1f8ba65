import type { BridgeError, Reply } from './bridge';
import type { Client } from './client';
import type { Envelope } from './envelope';
import { fault } from './fault';
import { decode, encode } from './payload';
import { post } from './post';
import { jitter } from './timing';

/** The server keeps the outcomes of so many ids; further apart, and a lost answer could not be asked for again. */
const outcomesKept = 64;
const bodyLength = 60_000;

interface Submission {
  /** Given when first sent; from then on another session can't know its outcome. */
  _id?: number;
  _rest: string;
  /** The socket it was sent on. */
  _via?: unknown;
  _resolve: (reply: Reply) => void;
  _reject: (error: BridgeError) => void;
}

export interface Submissions {
  _add(channel: string, data: unknown): Promise<Reply>;
  /** Sends what waits, in order, on what carries. */
  _flush(): void;
  /** Sends everything without an outcome once more. */
  _again(): void;
  _settle(e: Envelope): void;
  /** A new session starts to count anew; what was sent may or may not have run. */
  _forget(): void;
  _close(error: BridgeError): void;
}

export function createSubmissions(client: Client): Submissions {
  const { _session: session, _timing: timing, _options: options } = client;
  let queue: Submission[] = [];
  let sending = false;
  let fails = 0;
  let pause: ReturnType<typeof setTimeout> | undefined;

  const frame = ({ _id, _rest }: Submission) => `{"type":"submit","id":${_id},${_rest}`;

  /** What may be under way now. Outcomes come out of order: the ids count, not how many still wait. */
  const due = () => {
    const due: Submission[] = [];
    let length = 0;
    for (const submission of queue) {
      const id = submission._id || session.submit;
      length += submission._rest.length;
      if (due.length && (id >= due[0]._id! + outcomesKept || length > bodyLength)) break;
      if (!submission._id) submission._id = session.submit++;
      due.push(submission);
    }
    return due;
  };

  const flush = () => {
    const { _socket: socket } = client;
    if (pause || !client.session) return;
    if (socket._live) {
      for (const submission of due()) {
        if (submission._via == socket._ws) continue;
        submission._via = socket._ws;
        socket._write(frame(submission));
      }
    } else if (!sending && queue.length && !client._asleep) send();
  };

  const send = async () => {
    const { token } = session;
    sending = true;
    const answer = await post(client, '/send', `[${due().map(frame)}]`, session.hold + timing.grace);
    sending = false;
    // The ids of another session mean other submissions.
    if (token == session.token) {
      const waiting = queue.length;
      const closed = answer && client._receive(answer);
      if (!(closed && client._obey(closed)) && queue.length == waiting && !client._socket._live) retry();
    }
    flush();
  };

  /** Nothing overtakes what has to wait. */
  const retry = () => {
    if (!pause) pause = setTimeout(again, jitter(timing, timing.pollMost, fails++));
  };

  const again = () => {
    clearTimeout(pause);
    pause = undefined;
    for (const submission of queue) submission._via = undefined;
    flush();
  };

  const lose = (error: BridgeError, kept: Submission[]) => {
    const lost = queue.filter(submission => !kept.includes(submission));
    queue = kept;
    for (const { _reject } of lost) _reject(error);
  };

  return {
    _add: (channel, data) =>
      new Promise((_resolve, _reject) => {
        if (client.state == 'closed') throw fault('closed');
        if (queue.length >= (options.queue || 1000)) throw fault('queue_full');
        // Serialised now: the page may change the object before the network is back.
        queue.push({ _rest: JSON.stringify(Object.assign({ channel }, encode(data))).slice(1), _resolve, _reject });
        client._tell();
      }),
    _flush: flush,
    _again: again,
    _settle(e) {
      const { id, type, code, text, channel, position, base64, reply } = e;
      const submission = queue.find(({ _id }) => _id == id);
      if (!submission) return;
      if (/^(submission_p|store_)/.test(code)) return retry(); // pending, full, unavailable: these beginnings are the server's own
      fails = 0;
      queue = queue.filter(other => other != submission);
      if (type == 'refused') submission._reject(fault(code, text, channel));
      else submission._resolve({ position, reply: text != null || base64 != null ? decode(e) : reply });
      client._tell();
    },
    _forget: () => lose(fault('submission_unknown'), queue.filter(({ _id }) => !_id)),
    _close(error) {
      clearTimeout(pause);
      lose(error, []);
    },
  };
}
