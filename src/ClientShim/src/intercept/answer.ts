import { cursorParts } from './cursor';
import type { ShapePlan } from './plan';

/** What the backend would have answered. */
export interface Answer {
  _status: number;
  _headers: Headers;
  _body: string;
}

const same = (text: string) => text;

/** What everybody writes in one way; a line break, too, would be another header. */
const plain = (text: string) => {
  if (/[^ -~]/.test(text)) throw text;
  return text;
};

/** The answer to a poll from the items, oldest first, or the empty one. Nothing when it can't be made byte for byte. */
export function answerOf(shape: ShapePlan, items: string[], cursor?: string): Answer | undefined {
  const form = (items.length ? shape.answer : shape.empty)!;
  try {
    const values: Record<string, string | undefined> = Object.assign(
      cursor == null ? {} : cursorParts(shape.cursor, cursor),
      { count: '' + items.length, cursor, head: cursor },
    );
    const joined = (shape.desc ? items.slice().reverse() : items).join(shape.separator);
    const fill = (pieces: string[], write: (text: string) => string) =>
      pieces.map((piece, i) => (!(i % 2) ? piece : piece == 'items' ? joined : write(values[piece] || ''))).join('');
    const _headers = new Headers();
    for (const [name, pieces] of form.headers) {
      if (pieces.every((piece, i) => !(i % 2) || values[piece] != null)) _headers.append(name, fill(pieces, plain));
    }
    return { _status: form.status, _headers, _body: fill(form.body, shape.text ? same : text => plain(text).replace(/["\\]/g, '\\$&')) };
  } catch (_) {
    return undefined;
  }
}
