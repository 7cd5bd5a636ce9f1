/** So many at a time; who comes later waits, in order, until a signal takes away its time. */
export function turns(mostAtOnce: number): <T>(act: () => Promise<T>, signal: AbortSignal) => Promise<T> {
  let busy = 0;
  const waiting: (() => void)[] = [];
  const next = () => {
    if (busy < mostAtOnce) waiting.shift()?.();
  };
  return async (act, signal) => {
    if (busy >= mostAtOnce) {
      await new Promise<void>((resolve, reject) => {
        const late = () => {
          waiting.splice(waiting.indexOf(go), 1);
          reject(signal.reason);
        };
        const go = () => {
          signal.removeEventListener('abort', late);
          resolve();
        };
        if (signal.aborted) reject(signal.reason);
        else {
          waiting.push(go);
          signal.addEventListener('abort', late, { once: true });
        }
      });
    }
    busy += 1;
    try {
      return await act();
    } finally {
      busy -= 1;
      next();
    }
  };
}
