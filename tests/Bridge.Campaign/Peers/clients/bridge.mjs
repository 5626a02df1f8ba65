// Bridge's shim; the mode is its transport.
import { connect as open } from '../../../../src/ClientShim/dist/bridge.mjs';

export function connect(server, mode, { heard, gaveUp, gap }) {
  const connection = open(`${server}bridge`, { transport: mode, fetch, WebSocket });
  connection.on('gap', gap);
  connection.on('state', state => state == 'closed' && gaveUp());
  connection.subscribe('news', heard);
  return () => connection.close();
}
