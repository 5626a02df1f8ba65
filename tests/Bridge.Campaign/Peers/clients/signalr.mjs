// SignalR's client. Automatic reconnect is on in every mode, and a first start that fails is tried again after 5 s, as its docs show it.
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';

const modes = {
  default: hub => hub.withAutomaticReconnect(),
  polling: hub => hub.withAutomaticReconnect(),
  stateful: hub => hub.withAutomaticReconnect().withStatefulReconnect(),
  tuned: hub => hub
    .withAutomaticReconnect({ nextRetryDelayInMilliseconds: ({ previousRetryCount }) => Math.min(500 * previousRetryCount, 2000) })
    .withStatefulReconnect({ bufferSize: 10_000_000 })
    .withKeepAliveInterval(5_000)
    .withServerTimeout(10_000),
};

export function connect(server, mode, { heard, gaveUp }) {
  const options = mode == 'polling' ? { transport: HttpTransportType.LongPolling } : {};
  const connection = modes[mode](new HubConnectionBuilder().withUrl(`${server}hub`, options).configureLogging(LogLevel.None)).build();
  connection.on('news', heard);
  connection.onclose(gaveUp);
  const start = () => connection.start().catch(() => setTimeout(start, 5_000));
  start();
  return () => connection.stop();
}
