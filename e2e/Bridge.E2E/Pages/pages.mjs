// pages.mjs ADDRESS COUNT: so many old pages of the board, each in a realm of its own with the gateway's script first in it.
// Says READY and an address: asked there, it tells how far each page is and what went wrong in it.
import { createServer } from 'node:http';
import { createContext, Script } from 'node:vm';

const [address, count] = process.argv.slice(2);
const { origin } = new URL(address);
const intercept = new Script(await (await fetch(new URL('/bridge/intercept.js', address))).text());

// The page's own code: it follows the board from where it stands, and knows nothing of a bridge.
const own = new Script(`(async () => {
  while (!page.fault) {
    try {
      const answer = await fetch(origin + '/api/events?since=' + page.newest + '&_=' + Math.random());
      if (!answer.ok) throw new Error(answer.status);
      for (const { id } of (await answer.json()).events) {
        if (page.newest && id != page.newest + 1) page.fault = 'after ' + page.newest + ' came ' + id;
        page.newest = id;
      }
    } catch (failure) {
      page.failures.push(String(failure));
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  }
})();`);

const pages = Array.from({ length: count }, (_, n) => {
  const page = { newest: 0, fault: null, failures: [] };
  const script = {};
  const cookie = `bridge-cohort=client${n}`;
  const globals = createContext({
    page, origin,
    document: { readyState: 'loading', scripts: [script], currentScript: script, baseURI: address },
    location: { origin, href: address },
    sessionStorage: { getItem: () => null, setItem() {}, removeItem() {} },
    navigator: {},
    XMLHttpRequest: class {},
    fetch(input, init) {
      const request = new Request(input instanceof Request ? input : new URL(input, address), init);
      request.headers.set('cookie', cookie);
      request.headers.set('origin', origin);
      return fetch(request);
    },
    console, setTimeout, clearTimeout, queueMicrotask, MessageChannel, Request, Response, Headers, URL, URLSearchParams, AbortController, DOMException, Event, TextEncoder, TextDecoder, WebSocket, atob, btoa,
  });
  globals.self = globals;
  intercept.runInContext(globals);
  own.runInContext(globals);
  return page;
});

const server = createServer((_, answer) => answer.end(JSON.stringify(pages)));
server.keepAliveTimeout = 0; // who asks seldom must not find a connection that is just closing
server.listen(0, '127.0.0.1', () => console.log(`READY http://127.0.0.1:${server.address().port}`));
