import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { App } from './app';
import { type Fault, faults } from './faulty-server';

/** R12 as a person meets it: pages of an upstream that fails are done within three seconds, say so, and show what does not depend on it. */

/** A fake of an upstream, as far as it can fail. */
export interface Failing {
  readonly strayed: number;
  set(fault: Fault | null): void;
  close(): Promise<void>;
}

export interface FailingPage {
  readonly path: string;
  /** Expects what must stand on it, and what must not. */
  readonly says: (text: string) => void;
}

/** Whether all rounds are run, by `npm run test:faults`. */
export const isWhole = process.env.TRACEBOOK_FAULTS === 'all';

/** Every fault is tried on every question in tests/db; of pages, one fault of each kind, and all of them in the longer run. */
const met = isWhole
  ? faults.filter((fault) => fault !== 'limited' && fault !== 'refused' && fault !== 'bad-tls')
  : (['black-hole', 'failing', 'html'] as const);
/** 429 comes last: it is heeded, and nothing is asked for minutes. */
const order: readonly Fault[] = [...met, 'limited'];
const rounds = isWhole ? 20 : 1;

/**
 * Every page meets every fault, and an upstream that answers again before the next one does: five failures in a row would
 * have it left alone.
 *
 * @param upstream read when a test runs, as the others
 * @param pages of the `question`th time; a number makes a question that was not answered before
 * @param answersAgain resolves when a page says that the upstream answers
 * @param roundMs so long a round takes at least where there are many: the app itself asks only so many questions a minute
 */
export function describeFaults({
  upstream,
  read,
  pages,
  answersAgain,
  roundMs = 0,
}: {
  upstream: () => Failing;
  read: (path: string) => Promise<string>;
  pages: (question: number) => readonly FailingPage[];
  answersAgain: () => Promise<void>;
  roundMs?: number;
}): void {
  let question = 0;
  describe.each(order)('%s', (fault) => {
    const times = fault === 'limited' ? 1 : rounds;
    test(`is said on every page within three seconds, rounds: ${times}`, { timeout: rounds * 20_000 }, async () => {
      for (let round = 0; round < times; round += 1) {
        question += 1;
        const isOver = pause(times > 1 ? roundMs : 0);
        for (const { path, says } of pages(question)) {
          upstream().set(fault);
          says(await read(path));
          if (fault === 'limited') continue;
          upstream().set(null);
          await answersAgain();
        }
        await isOver;
      }
      expect(upstream().strayed).toBe(0);
    });
  });
}

/**
 * Where the address itself is at fault, an app that knows no other meets it.
 *
 * @param start a fake that fails so from the start, and an app that is given its address
 */
export function describeUnreachable({
  start,
  pages,
}: {
  start: (fault: Fault) => Promise<{ upstream: Failing; app: App }>;
  pages: readonly FailingPage[];
}): void {
  test.runIf(isWhole).each(['refused', 'bad-tls'] as const)('%s is said on every page within three seconds', async (fault) => {
    const { upstream, app } = await start(fault);
    try {
      const { cookie } = await app.makeUser('admin');
      for (const { path, says } of pages) says(await readInTime(app, cookie, path));
    } finally {
      await app.stop();
      await upstream.close();
    }
  });
}

/** The words of a page, which came whole within three seconds and gives no secret of an upstream away. */
export async function readInTime(app: App, cookie: string, path: string): Promise<string> {
  const started = performance.now();
  const answer = await fetch(app.baseUrl + path, { headers: { cookie }, redirect: 'manual' });
  const page = await answer.text();
  expect(performance.now() - started, path).toBeLessThan(3_000);
  expect(answer.status, path).toBe(200);
  expect(page).not.toContain('CANARY');
  return wordsOf(page);
}

/** What a person reads of a page. */
export function wordsOf(page: string): string {
  return page
    .replace(/<script[\s\S]*?<\/script>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}
