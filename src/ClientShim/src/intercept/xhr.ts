import { createTimer } from '../timer';
import type { Answer } from './answer';
import type { Desk, Poll, Purpose } from './desk';
import { hasNoBody, readAny, textOf, type Find, type Fitting } from './fitting';
import { encode, invalid, sourceOf, type Source } from './source';
import { task } from './task';

/** A request that fits a shape, from `open` on. */
interface Call extends Fitting {
  _mime?: string;
  /** It was sent, and we answer it. */
  _poll?: Poll;
  _inner?: XMLHttpRequest;
  _source?: Source;
  _fail?: (type: string) => void;
}

const shown = ['readyState', 'status', 'statusText', 'response', 'responseText', 'responseXML', 'responseURL'];

/** Patches the prototype rather than the constructor: libraries keep copies of that, compare and extend it. */
export function interceptXhr(desk: Desk, find: Find) {
  const Native = XMLHttpRequest;
  const { open, setRequestHeader, send, abort, getResponseHeader, getAllResponseHeaders, overrideMimeType } = Native.prototype;
  const calls = new WeakMap<XMLHttpRequest, Call>();

  /** From now on the page sees the source. */
  const show = (xhr: XMLHttpRequest, call: Call, source: Source) => {
    shown.forEach(name => Object.defineProperty(xhr, name, { configurable: true, get: () => call._source![name] }));
    return (call._source = source);
  };

  const local = (xhr: XMLHttpRequest, call: Call, answer: Answer) => show(xhr, call, sourceOf(xhr.responseType, call._url.href, call._mime, answer));

  const fail = (xhr: XMLHttpRequest, call: Call) => {
    stop(call);
    return local(xhr, call, { _status: 0, _headers: new Headers(), _body: '' });
  };

  const stop = ({ _poll, _inner }: Call) => {
    _poll!._over = true;
    if (_inner) abort.call(_inner);
  };

  const sourced = (xhr: XMLHttpRequest): Source => (calls.get(xhr) || ({} as Partial<Call>))._source || xhr;

  /** The call of an object that the standard calls opened: not one that was sent and is held here. */
  const opened = (xhr: XMLHttpRequest) => {
    const call = calls.get(xhr);
    if (call && call._poll) throw invalid();
    return call;
  };

  /** Takes charge of it: its own object stays natively opened until it is opened again. Or tells what to send it for, natively. */
  const take = (xhr: XMLHttpRequest, call: Call, body: any): Purpose | '' | undefined => {
    // Documents are left to the browser.
    const ask = xhr.responseType != 'document' && readAny(call);
    if (!ask) return '';
    const timer = createTimer();
    let { length } = encode(call._body);

    const fire = (type: string, loaded = 0, total = loaded, lengthComputable = !!total, target: EventTarget = xhr) => {
      // Opened again by a listener: the rest is nobody's.
      if (calls.get(xhr) == call) target.dispatchEvent(type == 'readystatechange' ? new Event(type) : new ProgressEvent(type, { loaded, total, lengthComputable }));
    };
    /** Tells, once, how the sending of a body ended. */
    const upload = (loaded: number, ...types: string[]) => {
      if (length) types.forEach(type => fire(type, loaded, loaded, !!loaded, xhr.upload));
      length = 0;
    };

    const poll: Poll = Object.assign(ask, {
      // A request of its own, which the page sees through its object from the headers on: of a place it must see nothing.
      _send: (purpose: Purpose) =>
        new Promise<string>(placed => {
          const inner = (call._inner = new Native());
          open.call(inner, call._method, call._url.href, true);
          call._headers.concat([['Bridge-Poll', desk._header(purpose)]]).forEach(([name, value]) => setRequestHeader.call(inner, name, value));
          const hear = ({ type, loaded, total, lengthComputable }: any) => {
            if (poll._over) return;
            if (!call._source) {
              if (purpose == 'place' && getResponseHeader.call(inner, 'Bridge-Place')) return type == 'loadend' && placed(inner.responseText);
              if (inner.readyState == 2) {
                inner.responseType = xhr.responseType;
                if (call._mime) overrideMimeType.call(inner, call._mime);
              }
              upload(length, 'progress', 'load', 'loadend');
              show(xhr, call, inner);
            }
            if (type == 'loadend') timer();
            fire(type, loaded, total, lengthComputable);
          };
          ['readystatechange', 'progress', 'load', 'error', 'loadend'].forEach(type => inner.addEventListener(type, hear));
          send.call(inner, body);
        }),
      _give: (answer: Answer) =>
        task(() => {
          if (poll._over) return;
          const size = encode(answer._body).length;
          upload(length, 'progress', 'load', 'loadend');
          const source = local(xhr, call, answer);
          const step = (readyState: number, ...types: string[]) => {
            if (poll._over) return;
            source.readyState = readyState;
            types.forEach(type => fire(type, size));
          };
          step(2, 'readystatechange');
          if (size) step(3, 'readystatechange', 'progress');
          timer();
          step(4, 'readystatechange', 'load', 'loadend');
        }),
    });

    const purpose = desk._take(poll);
    if (purpose) return purpose;

    call._poll = poll;
    call._fail = type => {
      timer();
      fail(xhr, call);
      fire('readystatechange');
      upload(0, type, 'loadend');
      fire(type);
      fire('loadend');
    };
    if (xhr.timeout) timer(() => call._fail!('timeout'), xhr.timeout);
    fire('loadstart');
    if (length) fire('loadstart', 0, length, true, xhr.upload);
    return undefined;
  };

  const patches: Partial<XMLHttpRequest> & ThisType<XMLHttpRequest> = {
    open(method: string, url: string | URL) {
      const old = calls.get(this);
      const isOurs = old && old._poll;
      if (!isOurs) calls.delete(this);
      open.apply(this, arguments as any);
      if (isOurs) {
        const was = this.readyState;
        calls.delete(this);
        stop(old!);
        shown.forEach(name => delete (this as any)[name]);
        // Natively it was opened all the time.
        if (was != 1) this.dispatchEvent(new Event('readystatechange'));
      }
      const [, , isAsync = true, user, password] = arguments as any;
      const fitting = isAsync && user == null && password == null && find(method, url);
      if (fitting) calls.set(this, fitting);
    },
    setRequestHeader(name: string, value: string) {
      const call = opened(this);
      setRequestHeader.apply(this, arguments as any);
      if (call) call._headers.push([name, ('' + value).trim()]);
    },
    send() {
      const call = opened(this);
      const body = arguments[0];
      if (call) {
        call._body = hasNoBody(call._method) ? '' : textOf(body)!;
        const purpose = call._body == null ? '' : take(this, call, body);
        if (purpose == null) return;
        if (purpose) setRequestHeader.call(this, 'Bridge-Poll', desk._header(purpose));
        calls.delete(this);
      }
      send.apply(this, arguments as any);
    },
    abort() {
      const call = calls.get(this);
      if (!call || !call._poll) return abort.call(this);
      if (this.readyState < 4) call._fail!('abort');
      if (calls.get(this) == call) fail(this, call).readyState = 0;
    },
    getResponseHeader(name: string) {
      const source = sourced(this);
      return source._headers ? source._headers.get(name) : getResponseHeader.apply(source as any, arguments as any);
    },
    getAllResponseHeaders() {
      const source = sourced(this);
      return source._headers ? [...(source._headers as any)].map(([name, value]) => `${name}: ${value}\r\n`).join('') : getAllResponseHeaders.call(source as any);
    },
    overrideMimeType(mime: string) {
      const call = calls.get(this);
      if (call && this.readyState > 2) throw invalid();
      overrideMimeType.apply(this, arguments as any);
      if (call) call._mime = mime;
    },
  };
  Object.assign(Native.prototype, patches);
}
