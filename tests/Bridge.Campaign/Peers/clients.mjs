// clients.mjs KIND MODE SERVER DIRECT COUNT DROP: so many clients of one candidate (clients/KIND.mjs), each of which writes down what its handler is given. DROP: a handler that forgets each so-manyth, 0 none.
// Says READY and an address. There: /warm has one client more connect to DIRECT, past what breaks connections, until /cool, and tells how much it heard; /start has one after the other connect, /heard tells what each was given, and when (ms since 1970).
import { createServer } from 'node:http';

const [kind, mode, server, direct, count, drop] = process.argv.slice(2);
const { connect } = await import(`./clients/${kind}.mjs`);
const apart = 300;
const thrown = [];
for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, error => thrown.push(String(error)));

const make = () => ({ started: 0, numbers: [], times: [], gaveUp: false, gaps: 0 });
const clients = Array.from({ length: Number(count) }, make);
const first = make();

const start = (client, to) => {
  let heard = 0;
  client.started = Date.now();
  client.close = connect(to, mode, {
    heard({ n }) {
      client.gaveUp = false;
      if (Number(drop) && ++heard % Number(drop) == 0) return;
      client.numbers.push(n);
      client.times.push(Date.now());
    },
    gaveUp: () => { client.gaveUp = true; },
    gap: () => { client.gaps++; },
  });
};

const pages = {
  '/warm': () => {
    if (!first.started) start(first, direct);
    return first.numbers.length;
  },
  '/cool': () => { first.close(); },
  '/start': () => clients.forEach((client, n) => setTimeout(start, n * apart, client, server)),
  '/heard': () => ({ clients, thrown: thrown.slice(0, 5) }),
};

const control = createServer(({ url }, answer) => answer.end(JSON.stringify(pages[url]() ?? {})));
control.keepAliveTimeout = 0; // who asks seldom must not find a connection that is just closing
control.listen(0, '127.0.0.1', () => console.log(`READY http://127.0.0.1:${control.address().port}`));
