import { realm } from '../wake';
import type { Answer } from './answer';
import type { Desk, Poll, Purpose } from './desk';
import { hasNoBody, readAny, textOf, type Find } from './fitting';
import type { Ask } from './reading';
import { encode, reasonOf } from './source';
import { task } from './task';

/** The page's request as the standard makes it of the two arguments; nothing unless all of it can be read without disturbing it. */
function take(find: Find, input: any, init: any): [Request, Ask] | undefined {
  const isRequest = input instanceof Request;
  const { method = isRequest ? input.method : 'GET', body } = init || {};
  const fitting = find(method, isRequest ? input.url : input);
  const text = textOf(body);
  // The body of a Request can't be read at once.
  if (!fitting || text == null || (isRequest && body == null && !hasNoBody(input.method))) return undefined;
  const request = new Request(input, init);
  const { credentials, mode, redirect, keepalive, integrity, signal } = request;
  // Without credentials, or with rules of their own for the answer, they are none of the page's polls.
  if (/omit|no-|manual|error|true/.test('' + [credentials, mode, redirect, keepalive, !!integrity, signal.aborted])) return undefined;
  const ask = readAny(Object.assign(fitting, { _headers: [...(request.headers as any)], _body: text }));
  return ask && [request, ask];
}

function respond(url: string, { _status: status, _headers: headers, _body }: Answer): Response {
  // Bytes: a text would get a content type.
  const response = new Response([204, 205, 304].includes(status) ? null : encode(_body), { status, statusText: reasonOf(status), headers });
  const { clone } = response;
  const dress = (response: Response) => Object.defineProperties(response, { url: { value: url }, type: { value: 'basic' }, clone: { value: () => dress(clone.call(response)) } });
  return dress(response);
}

export function interceptFetch(desk: Desk, find: Find) {
  const native: typeof fetch = realm.fetch;

  const answer = (request: Request, ask: Ask): Promise<Response> => {
    const { signal, url } = request;

    const send = (purpose: Purpose) => {
      const copy = request.clone();
      copy.headers.set('Bridge-Poll', desk._header(purpose));
      return native(copy);
    };

    let purpose: Purpose | undefined;
    const result = new Promise<Response>((resolve, reject) => {
      const poll: Poll = Object.assign(ask, {
        _send: (purpose: Purpose) =>
          new Promise<string>(placed =>
            send(purpose).then(response => {
              if (purpose == 'place' && response.headers.has('Bridge-Place')) response.text().then(placed, placed);
              else resolve(response);
            }, reject),
          ),
        _give: (answer: Answer) => task(() => resolve(respond(url.split('#')[0], answer))),
      });
      purpose = desk._take(poll);
      signal.addEventListener('abort', () => {
        poll._over = true;
        reject(signal.reason || new DOMException('Aborted', 'AbortError'));
      });
    });
    return purpose ? send(purpose) : result;
  };

  // A method: as little a constructor as the browser's own.
  realm.fetch = {
    fetch(this: unknown, input: unknown) {
      let taken: [Request, Ask] | undefined;
      try {
        taken = take(find, input, arguments[1]);
      } catch (_) {
        // The browser says what is wrong with them.
      }
      return taken ? answer(...taken) : native.apply(this as any, arguments as any);
    },
  }.fetch;
}
