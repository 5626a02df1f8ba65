/** Runs in a task of its own. Not by a timer: those of a hidden page run once a minute. */
export function task(run: () => void) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    run();
  };
  port2.postMessage(0);
}
