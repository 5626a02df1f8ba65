// socketio-server.mjs recovery|plain: what is posted to /publish goes to every client. Recovery has the settings that its docs show.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, process.argv[2] == 'recovery' ? { connectionStateRecovery: { maxDisconnectionDuration: 2 * 60 * 1000, skipMiddlewares: true } } : {});

// Before Socket.IO's own listener, which leaves other paths alone.
http.prependListener('request', (request, answer) => {
  if (request.url != '/publish') return;
  const pieces = [];
  request.on('data', piece => pieces.push(piece));
  request.on('end', () => {
    io.emit('news', JSON.parse(Buffer.concat(pieces)));
    answer.end();
  });
});
http.listen(0, '127.0.0.1', () => console.log(`READY http://127.0.0.1:${http.address().port}/`));
