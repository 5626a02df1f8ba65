import { createTimer } from '../timer';
import type { Answer } from './answer';
import type { Desk, Poll, Purpose } from './desk';
import { hasNoBody, isText, type Find, type Fitting } from './fitting';
import { read } from './reading';
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
  const proto = Native.prototype;
  const { open, setRequestHeader, send, abort, getResponseHeader, getAllResponseHeaders, overrideMimeType } = proto;
  const calls = new WeakMap<XMLHttpRequest, Call>();

  /** From now on the page sees the source. */
  const show = (xhr: XMLHttpRequest, call: Call, source: Source) => {
    if (!call._source) shown.forEach(name => Object.defineProperty(xhr, name, { configurable: true, get: () => call._source![name] }));
    return (call._source = source);
  };

  const sourced = (xhr: XMLHttpRequest): Source => (calls.get(xhr) || ({} as Partial<Call>))._source || xhr;

  const local = (xhr: XMLHttpRequest, call: Call, answer: Answer) => show(xhr, call, sourceOf(xhr.responseType, call._url.href, call._mime, answer));

  const fail = (xhr: XMLHttpRequest, call: Call) => {
    call._poll!._over = true;
    return local(xhr, call, { _status: 0, _headers: new Headers(), _body: '' });
  };

  /** Takes charge of it: its own object stays natively opened until it is opened again. Or tells what to send it for, natively. */
  const take = (xhr: XMLHttpRequest, call: Call, body: any): Purpose | '' | undefined => {
    const ask = !xhr.withCredentials && read(call._shape, call);
    if (!ask) return '';
    const timer = createTimer();
    const length = encode(call._body).length;
    let uploaded = !length;

    const fire = (type: string, loaded = 0, total = loaded, lengthComputable = !!total, target: EventTarget = xhr) => {
      // Opened again by a listener: the rest is nobody's.
      if (calls.get(xhr) == call) target.dispatchEvent(type == 'readystatechange' ? new Event(type) : new ProgressEvent(type, { loaded, total, lengthComputable }));
    };
    const upload = (types: string[], loaded = 0, total = loaded) => {
      if (!uploaded) types.forEach(type => fire(type, loaded, total, !!total, xhr.upload));
      uploaded = uploaded || !types.includes('loadstart');
    };

    const poll: Poll = Object.assign(ask, {
      _began: Date.now(),
      // A request of its own, which the page sees through its object from the headers on: of a place it must see nothing.
      _send: (purpose: Purpose) =>
        new Promise<string>(placed => {
          const inner = (call._inner = new Native());
          let isPlace = false;
          open.call(inner, call._method, call._url.href, true);
          call._headers.concat([['Bridge-Poll', desk._header(purpose)]]).forEach(([name, value]) => setRequestHeader.call(inner, name, value));
          const hear = ({ type, loaded, total, lengthComputable }: any) => {
            if (poll._over) return;
            if (!call._source) {
              isPlace = isPlace || (purpose == 'place' && inner.readyState == 2 && !!getResponseHeader.call(inner, 'Bridge-Place'));
              if (isPlace) return type == 'loadend' && placed(inner.responseText);
              inner.responseType = xhr.responseType;
              if (call._mime) overrideMimeType.call(inner, call._mime);
              upload(['progress', 'load', 'loadend'], length);
              show(xhr, call, inner);
            }
            if (type == 'loadend') timer();
            fire(type, loaded, total, lengthComputable);
          };
          ['readystatechange', 'progress', 'load', 'error', 'abort', 'loadend'].forEach(type => inner.addEventListener(type, hear));
          send.call(inner, body);
        }),
      _give: (answer: Answer) =>
        task(() => {
          if (poll._over) return;
          const { length: size } = encode(answer._body);
          upload(['progress', 'load', 'loadend'], length);
          const step = (readyState: number, ...types: string[]) => {
            if (poll._over) return;
            source.readyState = readyState;
            types.forEach(type => fire(type, size));
          };
          const source = local(xhr, call, answer);
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
      if (call._inner) abort.call(call._inner);
      fail(xhr, call);
      fire('readystatechange');
      upload([type, 'loadend']);
      fire(type);
      fire('loadend');
    };
    if (xhr.timeout) timer(() => call._fail!('timeout'), xhr.timeout);
    fire('loadstart');
    upload(['loadstart'], 0, length);
    return undefined;
  };

  const patches: Partial<XMLHttpRequest> & ThisType<XMLHttpRequest> = {
    open(method: string, url: string | URL) {
      const old = calls.get(this);
      const poll = old && old._poll;
      if (!poll) calls.delete(this);
      open.apply(this, arguments as any);
      if (poll) {
        const was = this.readyState;
        calls.delete(this);
        poll._over = true;
        if (old!._inner) abort.call(old!._inner);
        shown.forEach(name => delete (this as any)[name]);
        // Natively it was opened all the time.
        if (was != 1) this.dispatchEvent(new Event('readystatechange'));
      }
      const [, , isAsync = true, user, password] = arguments as any;
      const fitting = isAsync && user == null && password == null && find(method, url);
      if (fitting) calls.set(this, fitting);
    },
    setRequestHeader(name: string, value: string) {
      const call = calls.get(this);
      if (call && call._poll) throw invalid();
      setRequestHeader.apply(this, arguments as any);
      if (call) call._headers.push([name, ('' + value).trim()]);
    },
    send() {
      const body = arguments[0];
      const call = calls.get(this);
      if (call) {
        if (call._poll) throw invalid();
        const none = body == null || hasNoBody(call._method);
        if (!none) call._body = '' + body;
        const purpose = none || isText(body) ? take(this, call, body) : '';
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
      const _source = sourced(this);
      return _source._headers ? _source._headers.get(name) : getResponseHeader.apply(_source as any, arguments as any);
    },
    getAllResponseHeaders() {
      const _source = sourced(this);
      if (!_source._headers) return getAllResponseHeaders.call(_source as any);
      let text = '';
      _source._headers.forEach((value: string, name: string) => (text += `${name}: ${value}\r\n`));
      return text;
    },
    overrideMimeType(mime: string) {
      const call = calls.get(this);
      if (call && this.readyState > 2) throw invalid();
      overrideMimeType.apply(this, arguments as any);
      if (call) call._mime = mime;
    },
  };
  Object.assign(proto, patches);
}
