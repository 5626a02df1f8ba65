import { connect, type BridgeError, type Connection, type Gap, type Message } from '../dist/types/bridge';

interface Headline { headline: string }

const connection: Connection = connect('/bridge', { transport: 'auto', resume: true, headers: () => ({ 'X-Tenant': 'one' }), queue: 10 });
const undo: () => void = connection.subscribe<Headline>('news', (data, message: Message<Headline>) => {
  const text: string = data.headline + message.position + message.data.headline;
  void text;
}, { since: { last: 10 }, onGap: (gap: Gap) => void gap.lastPosition });
connection.subscribe('other', data => void (data as number), { since: 'oldest' });
connection.subscribe('third', () => {}, { since: 'k3f9x2ab-124' });
connection.on('gap', gap => void gap.reason);
connection.on('error', (error: BridgeError) => void error.code);
connection.on('transport', transport => transport == 'websocket');
connection.on('state', state => state == 'offline')();
connection.send('news', { n: 1 }).then(({ position, reply }) => [position, reply]);
connection.use('polling');
const place: string | undefined = connection.position('news');
void [undo, place, connection.session, connection.state, connection.transport];
connection.close();
