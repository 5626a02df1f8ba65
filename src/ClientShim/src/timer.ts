/** Waits for one thing at a time: a new wait replaces the old one, and no wait is none. */
export type Timer = (run?: () => void, ms?: number) => void;

export function createTimer(): Timer {
  let timer: ReturnType<typeof setTimeout>;
  return (run, ms) => {
    clearTimeout(timer);
    if (run) timer = setTimeout(run, ms);
  };
}
