/** Running requests get this long to finish. */
const graceMs = 30_000;

/** npm passes on what the terminal has sent to everybody already: one Ctrl-C may arrive twice. */
const echoMs = 500;

export interface Stopping {
  isAsked(): boolean;
  /** Settles at the first Ctrl-C or SIGTERM. */
  readonly asked: Promise<void>;
  /** Aborted by a second one, or when the time for running requests is over, which starts with this call. */
  hurry(): AbortSignal;
}

/** From now on Ctrl-C and SIGTERM ask for an end instead of making one. */
export function untilStopped(): Stopping {
  const second = new AbortController();
  let askedAt = 0;
  let tell: () => void = () => undefined;
  const asked = new Promise<void>((done) => {
    tell = done;
  });
  function ask(): void {
    const now = Date.now();
    if (askedAt && now - askedAt > echoMs) second.abort();
    askedAt ||= now;
    tell();
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, ask);
  if (process.env.npm_lifecycle_event === 'start') onceOrphaned(ask);
  return { isAsked: () => askedAt > 0, asked, hurry: () => AbortSignal.any([second.signal, AbortSignal.timeout(graceMs)]) };
}

/** An npm that was killed outright could pass nothing on; whoever starts again would find the port taken. */
function onceOrphaned(act: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    act();
  }, 250);
  watch.unref();
}
