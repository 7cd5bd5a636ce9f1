import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { endOf, startCommand } from '@/tests/support/command';
import { freshDatabase } from '@/tests/support/database';
import { notChecked } from '@/tests/support/shared';

const records = 6_000;
const mostMegabytes = 300;

beforeAll(freshDatabase);

if (process.platform === 'linux') {
  test(`one line of 120 MB is imported within ${mostMegabytes} MB of memory`, async () => {
    const child = startCommand(['import', 'actions', '--json', '--map', 'own', '--source', 'large', '-']);
    const peak = peakMegabytes(child.pid ?? 0, once(child, 'exit'));
    await pipeline(Readable.from(oneLine()), child.stdin);
    const { code, answer } = await endOf(child);
    expect({ code, ...JSON.parse(answer) }).toMatchObject({ code: 0, lines: records, created: records });
    expect(await peak).toBeLessThan(mostMegabytes);
  });
} else notChecked('memory of an import', 'only Linux tells the memory of another process in a file');

function* oneLine(): Generator<string> {
  const payload = 'x'.repeat(20_000);
  for (let n = 0; n < records; n++) {
    yield `${n === 0 ? '[' : ','}{"event_id":"e${n}","action":"a","created_at":"2026-10-03T14:02:11Z","metadata":{"payload":"${payload}"}}`;
  }
  yield ']';
}

async function peakMegabytes(pid: number, end: Promise<unknown>): Promise<number> {
  let isOver = false;
  let peak = 0;
  void end.then(() => {
    isOver = true;
  });
  while (!isOver) {
    peak = Math.max(peak, highWater(pid));
    await setTimeout(20);
  }
  return peak;
}

function highWater(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    // The process has ended between two looks.
    return 0;
  }
}
