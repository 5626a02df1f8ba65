import type { Answer } from './answer';

/** What the page sees in its object instead of what that holds: a native request that was sent for it, or this. */
export interface Source {
  readyState: number;
  /** Nothing in a native request. */
  _headers?: Headers;
  [property: string]: any;
}

export const invalid = () => new DOMException('Invalid state', 'InvalidStateError');

/** What an HTTP/1.1 server says; over HTTP/2 there is nothing. */
export const reasonOf = (status: number) => (status == 200 ? 'OK' : '');

export const encode = (text?: string) => new TextEncoder().encode(text);

/** A whole body as the page wants it. */
function decode(type: string, mime: string, body: string): unknown {
  try {
    if (type == 'json') return JSON.parse(body);
    if (type == 'blob') return new Blob([body], { type: mime });
    if (type == 'arraybuffer') return encode(body).buffer;
  } catch (_) {}
  return null;
}

/** The properties of an object that was answered so; status 0 is a failure. */
export function sourceOf(type: string, address: string, mime: string | undefined, { _status, _headers, _body }: Answer): Source {
  const isText = !type || type == 'text';
  let value: unknown;
  const whole = () => (source.readyState < 4 || !_status ? null : value === undefined ? (value = decode(type, (mime || _headers.get('content-type') || 'text/xml').toLowerCase(), _body)) : value);
  const text = () => (source.readyState < 3 ? '' : _body);
  const source: Source = {
    _headers,
    readyState: 4,
    status: _status,
    statusText: reasonOf(_status),
    responseURL: _status ? address : '',
    get response() {
      return isText ? text() : whole();
    },
    get responseText() {
      if (!isText) throw invalid();
      return text();
    },
    get responseXML() {
      if (type) throw invalid();
      return null;
    },
  };
  return source;
}
