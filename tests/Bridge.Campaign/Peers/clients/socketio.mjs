// Socket.IO's client with its defaults; the mode `polling` keeps it from upgrading.
import { io } from 'socket.io-client';

export function connect(server, mode, { heard, gaveUp }) {
  const socket = io(server, { forceNew: true, ...(mode == 'polling' && { transports: ['polling'] }) });
  socket.on('news', heard);
  socket.on('disconnect', () => socket.active || gaveUp());
  return () => socket.close();
}
