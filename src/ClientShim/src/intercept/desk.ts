import type { Connection, ConnectOptions } from '../bridge';
import { createClient } from '../client';
import { createTimer } from '../timer';
import { answerOf, type Answer } from './answer';
import type { Raw } from './frame';
import type { Plan } from './plan';
import type { Ask } from './reading';
import { createStore, type Slice, type Store } from './store';

/** A question that nobody has asked for so long costs nothing any more. */
const idle = 300_000;

const mostQuestions = 100;

/** What an answer of the server is wanted for. */
export type Purpose = 'place' | 'pass' | 'audit';

/** One poll of the page that waits for its answer. */
export interface Poll extends Ask {
  /** When it was sent. */
  _began?: number;
  /** The offset where its cursor stands. */
  _at?: number;
  /** Its wait is over. */
  _due?: boolean;
  /** The page has its answer, or wants none any more. */
  _over?: boolean;
  /** Sends it. Settles with the text of a place; the page gets everything else, and then it never settles. */
  _send(purpose: Purpose): Promise<string>;
  /** Answers it, in a task of its own. */
  _give(answer: Answer): void;
}

/** What the server answers instead of the backend. */
interface Place {
  channel: string;
  position: string;
  ticket?: string;
}

/** One channel, and the polls that wait for what it brings. */
interface Stream {
  _shape: string;
  _channel: string;
  _epoch: string;
  _store: Store;
  _held: Set<Poll>;
  /** When it was last asked. */
  _asked: number;
  _undo(): void;
}

interface Question {
  _stream: Stream;
  /** When its next audit poll is due. */
  _audit: number;
}

export interface Desk {
  /** Takes charge of a poll; or tells what to send it for, at once and as it is. */
  _take(poll: Poll): Purpose | undefined;
  /** The value of the header `Bridge-Poll`. */
  _header(purpose: Purpose): string;
}

export function createDesk(plan: Plan, isLate: boolean, options: ConnectOptions): Desk {
  const tab = Math.random().toString(36).slice(-8);
  const streams = new Map<string, Stream>();
  const questions = new Map<string, Question>();
  const patience = createTimer();
  let connection: Connection | undefined;
  let up = false;
  /** Push has been away for longer than anybody waits. */
  let down = false;

  const send = async (poll: Poll, purpose: Purpose) => {
    if (poll._over) return;
    const text = await poll._send(down ? 'pass' : purpose);
    if (poll._over) return;
    try {
      follow(poll, JSON.parse(text));
    } catch (_) {
      send(poll, 'pass');
    }
  };

  const settle = (poll: Poll, { _store, _held }: Stream) => {
    const { _shape, _cursor, _at, _due } = poll;
    const newest = _shape.latest && _store._newest();
    let slice: Slice | null | undefined;
    if (poll._over) _held.delete(poll);
    if (!_held.has(poll)) return;
    if (!_shape.latest) slice = _store._after(_at!, poll._limit);
    else if (!newest && _due) slice = null;
    else if (newest && (newest._cursor != _cursor || !_shape.empty)) slice = newest;
    if (slice === undefined) {
      // Without push nobody knows that nothing came.
      if (!_due || !up || !_shape.empty) return;
      slice = { _items: [], _cursor };
    }
    const answer = slice && answerOf(_shape, slice._items, slice._cursor);
    _held.delete(poll);
    if (answer) poll._give(answer);
    else send(poll, 'pass');
  };

  const settleAll = (stream: Stream) => stream._held.forEach(poll => settle(poll, stream));

  const hold = (poll: Poll, stream: Stream) => {
    const wait = poll._shape.latest && !stream._store._newest() ? plan.patience : poll._wait;
    const rest = poll._began! + wait - Date.now();
    const ring = () => {
      poll._due = true;
      settle(poll, stream);
    };
    stream._held.add(poll);
    stream._asked = Date.now();
    settle(poll, stream);
    if (rest > 0) setTimeout(ring, rest);
    else ring();
  };

  const end = (stream: Stream, purpose: Purpose) => {
    streams.delete(stream._channel);
    // The others' next polls ask for their places once more.
    questions.clear();
    stream._undo();
    // A thousand pages that hear it at once don't come at once.
    stream._held.forEach(poll => setTimeout(() => send(poll, purpose), purpose == 'place' ? Math.random() * 1000 : 0));
    stream._held.clear();
  };

  const tidy = () => streams.forEach(stream => !stream._held.size && Date.now() - stream._asked > idle && end(stream, 'pass'));

  /** The page's poll stands at a place in a channel: it goes on waiting here. */
  const follow = (poll: Poll, { channel, position, ticket }: Place): unknown => {
    const [epoch, text] = position.split('-');
    const offset = +text;
    if (!(offset >= 0)) throw position;
    if (down) return send(poll, 'pass');
    let stream = streams.get(channel)!;
    // What came between that place and ours is not here.
    if (stream && (stream._epoch != epoch || !stream._store._covers(offset))) end(stream, 'place');
    if (!streams.has(channel)) {
      const begun: Stream = (stream = { _shape: poll._shape.name, _channel: channel, _epoch: epoch, _store: createStore(offset), _held: new Set(), _asked: 0, _undo() {} });
      streams.set(channel, begun);
      begun._undo = connected().subscribe<Raw>(channel, ({ _text, _checkpoint }, { position }) => {
        if (_text == null) return end(begun, 'pass');
        begun._store._add(+position.split('-')[1], _text, _checkpoint);
        // After all that came with it: the backend would not answer with half of it.
        Promise.resolve().then(() => settleAll(begun));
        tidy();
      }, { since: position, ticket, onGap: () => end(begun, 'place') });
    }
    stream._store._mark(poll._cursor, offset);
    poll._at = offset;
    const question = questions.get(poll._question);
    // The page has become another user: what the old one's channel brings is no answer any more.
    if (question && question._stream != stream) end(question._stream, 'place');
    // A page may make every question another, by a header.
    if (questions.size > mostQuestions) questions.clear();
    if (!questions.has(poll._question)) questions.set(poll._question, { _stream: stream, _audit: due() });
    return hold(poll, stream);
  };

  const due = () => Date.now() + plan.audit * (0.8 + 0.4 * Math.random());

  const fall = () => {
    down = true;
    streams.forEach(({ _held }) => {
      _held.forEach(poll => send(poll, 'pass'));
      _held.clear();
    });
  };

  const watch = () => {
    up = connection!.transport == 'websocket';
    if (up) {
      down = false;
      patience();
      streams.forEach(settleAll);
    } else if (!down) patience(fall, plan.patience);
  };

  /** Only a page that has a place needs a connection. */
  const connected = (): Connection => {
    if (!connection) {
      connection = createClient(plan.url, options);
      const restage = (shape?: string | null) => streams.forEach(stream => (shape == null || stream._shape == shape) && end(stream, 'place'));
      connection.subscribe<Raw>(plan.stages, ({ _text }) => restage(JSON.parse(_text!).shape), { onGap: () => restage() });
      connection.on('transport', watch);
      connection.on('error', ({ channel }) => {
        const stream = streams.get(channel!);
        if (stream) end(stream, 'pass');
        // A page that can't hear when to stop begins nothing.
        if (channel == plan.stages) connection!.close();
      });
      watch();
    }
    return connection;
  };

  return {
    _header: purpose => `${purpose}; tab=${tab}${isLate ? '; late' : ''}`,
    _take(poll) {
      const question = questions.get(poll._question);
      poll._began = Date.now();
      if (down) return 'pass';
      if (question) {
        const { _stream } = question;
        poll._at = _stream._store._find(poll._cursor);
        if (poll._shape.latest ? _stream._store._newest() : poll._at != null) {
          if (plan.audit && Date.now() > question._audit) {
            question._audit = due();
            return 'audit';
          }
          hold(poll, _stream);
          return undefined;
        }
      }
      send(poll, 'place');
      return undefined;
    },
  };
}
