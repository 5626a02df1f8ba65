import type { Place } from './plan';

const longest = 2048;

/** As RFC 3986 has it: `encodeURIComponent` leaves five more signs as they are. */
const encode = (text: string) => encodeURIComponent(text).replace(/[!'()*]/g, sign => '%' + sign.charCodeAt(0).toString(16).toUpperCase());

/** The parts as one text, which is that of the server's checkpoints: one part as it stands, several as pairs. */
export function cursorText(parts: Place[], values: (string | undefined)[]): string | undefined {
  const pairs = parts.map((part, i) => (parts.length == 1 ? values[i] : `${encode(part.var!)}=${encode(values[i]!)}`)).filter((_, i) => values[i] != null);
  const text = pairs.join('&');
  return pairs.length && text.length <= longest ? text : undefined;
}

/** The parts of a text. */
export function cursorParts(parts: Place[], text: string): Record<string, string> {
  const values: Record<string, string> = {};
  if (parts.length == 1) values[parts[0].var!] = text;
  else for (const pair of text.split('&')) {
    const [name, value] = pair.split('=').map(decodeURIComponent);
    values[name] = value;
  }
  return values;
}
