import { cursorText } from './cursor';
import type { Place, PlaceName, ShapePlan } from './plan';

/** What a page is about to send, as far as it can be read at once. */
export interface PageRequest {
  _method: string;
  _url: URL;
  _headers: string[][];
  _body: string;
}

/** One poll in the words of its shape. */
export interface Ask {
  _shape: ShapePlan;
  /** Everything that isn't cursor, wait, limit or ignored: what is asked for. */
  _question: string;
  _cursor?: string;
  /** Milliseconds. */
  _wait: number;
  _limit: number;
}

/** A name, its value (null: no equals sign), and how it stood there. */
type Pair = [name: string, value: string | null, raw: string];

/** Strict, as the server: what can't be read the same way by everybody throws. */
const pairs = (text: string): Pair[] =>
  text.split('&').filter(raw => raw).map(raw => {
    const [, name, value] = /^([^=]*)=?([^]*)/.exec(raw)!.map(part => decodeURIComponent(part.replace(/\+/g, ' ')));
    return [name, raw.includes('=') ? value : null, raw];
  });

/** The leaves of an object by their dotted keys. */
const leaves = (value: any, prefix = ''): Pair[] =>
  ([] as Pair[]).concat(...Object.keys(value).map(name => {
    const leaf = value[name];
    if (name.includes('.')) throw name;
    return leaf && typeof leaf == 'object' && !Array.isArray(leaf)
      ? leaves(leaf, prefix + name + '.')
      : [[prefix + name, typeof leaf == 'string' ? leaf : JSON.stringify(leaf), JSON.stringify([prefix + name, leaf])] as Pair];
  }));

const readers: Record<PlaceName, (request: PageRequest) => Pair[]> = {
  query: ({ _url }) => pairs(_url.search.slice(1)),
  header: ({ _headers }) => _headers.map(([name, value]) => [name.toLowerCase(), value, name.toLowerCase() + ':' + value]),
  cookie: () => document.cookie.split('; ').map(raw => raw.split(/=(.*)/) as any),
  form: ({ _body }) => pairs(_body),
  json({ _body }) {
    const value = JSON.parse(_body);
    // As the browser writes it: then no number has lost a digit, and nothing stands there twice.
    if (JSON.stringify(value) != _body || _body[0] != '{') throw _body;
    return leaves(value);
  },
};

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

const milliseconds = (text: string, unit: number) => {
  const [, number, name] = /^(\d+\.?\d*|\.\d+)(ms|[smh]?)$/.exec(text)!;
  if (!unit == !name) throw text;
  return +number * (unit || units[name]);
};

/** Cuts a request into cursor, wait, limit and question. Nothing when it is no poll of this shape, or when in doubt. */
export function read(shape: ShapePlan, request: PageRequest): Ask | undefined {
  const { wait, limit, ignore } = shape;
  const placed = ([] as Place[]).concat(shape.cursor, wait || [], limit || []);
  const named = placed.map(place => place.in).concat(shape.require.map(([place]) => place));
  const body = (['form', 'json'] as PlaceName[]).filter(place => named.includes(place));
  const same = ({ in: place, key }: Place, name: string) => name == (place == 'header' ? key.toLowerCase() : key);
  try {
    const value = (place: Place) => {
      const [first, more] = readers[place.in](request).filter(([name]) => same(place, name));
      if (more) throw more;
      return first && (first[1] || '');
    };
    const rest = (place: PlaceName) =>
      readers[place](request).filter(([name, value]) =>
        !placed.some(other => other.in == place && same(other, name)) &&
        (place == 'header' || !(ignore.names.includes(name) || ignore.prefixes.some(prefix => name.startsWith(prefix)) || (ignore.valueless && value == null))),
      ).map(pair => pair[2]);

    if (request._body && !body.length) return undefined;
    for (const [place, key, wanted] of shape.require) {
      const given = value({ in: place, key });
      if (given == null || (wanted != null && given != wanted)) return undefined;
    }
    const waits = wait && value(wait);
    const limits = limit && value(limit);
    if (limits != null && !/^\d+$/.test(limits)) return undefined;
    return {
      _shape: shape,
      _question: JSON.stringify([shape.name, request._method, request._url.pathname, rest('query'), body.map(rest), rest('header').sort()]),
      _cursor: cursorText(shape.cursor, shape.cursor.map(value)),
      _wait: Math.min(shape.max, waits == null ? shape.hold : milliseconds(waits, wait!.unit)),
      _limit: limits == null ? shape.items || Infinity : +limits,
    };
  } catch (_) {
    return undefined;
  }
}
