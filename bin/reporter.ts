export interface Progress {
  /** What is being done, like `Importing`. */
  readonly what: string;
  readonly done: number;
  /** Unknown for what comes from a pipe. */
  readonly total?: number;
  /** Without it, `done` and `total` count things. */
  readonly unit?: 'bytes';
  /** Said behind the bar: a rate, what remains. */
  readonly note?: string;
}

/** How a verb speaks: what happens goes to standard error, what it answers to standard output. */
export interface Reporter {
  /** One line, as something happens. */
  say(line: string): void;
  /** As often as one likes: a bar on a terminal, and elsewhere a plain line every five seconds. */
  progress(progress: Progress): void;
  /** The result: `data` with `--json`, else `text`. */
  answer(data: unknown, text: string): void;
}

export function reporterFor({ json = false }: { readonly json?: boolean }): Reporter {
  const screen = process.stderr;
  let hasBar = false;
  let last = 0;

  function clearBar(): void {
    if (hasBar) screen.write('\r\u001b[2K');
    hasBar = false;
  }

  return {
    say(line) {
      clearBar();
      screen.write(`${line}\n`);
    },
    progress(progress) {
      const now = Date.now();
      const isComplete = progress.done === progress.total;
      if (now - last < (screen.isTTY ? 100 : 5_000) && !isComplete) return;
      last = now;
      clearBar();
      screen.write(screen.isTTY ? barOf(progress, screen.columns) : `${lineOf(progress)}\n`);
      hasBar = screen.isTTY;
    },
    answer(data, text) {
      clearBar();
      process.stdout.write(json ? `${JSON.stringify(data)}\n` : `${text}\n`);
    },
  };
}

const barWidth = 24;

/** `Importing ██████████░░░░░░░░░░░░░░  42 %  7,100 of 16,918  5,210 lines/s` */
function barOf(progress: Progress, columns = 80): string {
  const { done, total } = progress;
  if (!total) return lineOf(progress).slice(0, columns - 1);
  const full = Math.min(barWidth, Math.floor((done / total) * barWidth));
  const bar = `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
  return `${progress.what} ${bar} ${detailsOf(progress)}`.slice(0, columns - 1);
}

function lineOf(progress: Progress): string {
  return `${progress.what}: ${detailsOf(progress)}`;
}

function detailsOf({ done, total, unit, note }: Progress): string {
  const size = unit === 'bytes' ? megabytes : grouped;
  const count = total ? `${Math.floor((done / total) * 100)} %  ${size(done)} of ${size(total)}` : size(done);
  return note ? `${count}  ${note}` : count;
}

function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
