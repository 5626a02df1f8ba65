import { realm } from '../wake';
import type { Answer } from './answer';
import type { Desk, Poll, Purpose } from './desk';
import type { ShapePlan } from './plan';
import { read, type Ask } from './reading';
import { reasonOf } from './source';
import { task } from './task';

/** The page's request as the standard makes it of the two arguments; nothing unless all of it can be read without disturbing it. */
function take(find: (method: string, url: URL) => ShapePlan | undefined, input: any, init: any): [Request, Ask] | undefined {
  const isRequest = input instanceof Request;
  if (!isRequest && typeof input != 'string' && !(input instanceof URL)) return undefined;
  const url = new URL(isRequest ? input.url : input, document.baseURI);
  const { method = isRequest ? input.method : 'GET', body } = init || {};
  const shape = find(method, url);
  const isText = typeof body == 'string' || body instanceof URLSearchParams;
  // The body of a Request can't be read at once.
  if (!shape || (body != null && !isText) || (isRequest && body == null && !/^(GET|HEAD)$/.test(input.method))) return undefined;
  const request = new Request(input, init);
  const { credentials, mode, redirect, keepalive, integrity, signal } = request;
  // Without credentials, or with rules of their own for the answer, they are none of the page's polls.
  if (credentials == 'omit' || mode == 'no-cors' || redirect != 'follow' || keepalive || integrity || signal.aborted) return undefined;
  const ask = read(shape, { _method: request.method, _url: url, _headers: [...(request.headers as any)], _body: body == null ? '' : '' + body });
  return ask && [request, ask];
}

const respond = (address: string, { _status: status, _headers: headers, _body: body }: Answer): Response => {
  // Bytes: a text would get a content type.
  const response = new Response([204, 205, 304].includes(status) ? null : new TextEncoder().encode(body), { status, statusText: reasonOf(status), headers });
  const { clone } = response;
  const dress = (response: Response) => Object.defineProperties(response, { url: { value: address }, type: { value: 'basic' }, clone: { value: () => dress(clone.call(response)) } });
  return dress(response);
};

export function interceptFetch(desk: Desk, find: (method: string, url: URL) => ShapePlan | undefined) {
  const native: typeof fetch = realm.fetch;

  const answer = (request: Request, ask: Ask): Promise<Response> => {
    const { signal } = request;
    let resolve: (response: Response | PromiseLike<Response>) => void;
    let reject: (error: unknown) => void;
    const result = new Promise<Response>((...both) => ([resolve, reject] = both));

    const send = (purpose: Purpose) => {
      const copy = request.clone();
      copy.headers.set('Bridge-Poll', desk._header(purpose));
      return native(copy);
    };

    const poll: Poll = Object.assign(ask, {
      _began: Date.now(),
      _send: (purpose: Purpose) =>
        new Promise<string>(placed =>
          send(purpose).then(response => {
            if (purpose == 'place' && response.headers.has('Bridge-Place')) response.text().then(placed, () => placed(''));
            else resolve(response);
          }, reject),
        ),
      _give: (answer: Answer) => task(() => resolve(respond(request.url.split('#')[0], answer))),
    });

    const purpose = desk._take(poll);
    if (purpose) return send(purpose);
    signal.addEventListener('abort', () => {
      poll._over = true;
      reject(signal.reason || new DOMException('The operation was aborted.', 'AbortError'));
    });
    return result;
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
