import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '@/db';
import { chaosProxy } from '@/tests/support/chaos-proxy';
import { freshDatabase } from '@/tests/support/database';

const direct = await freshDatabase();

test('a database that comes back is asked at once, however often it could not be reached', async () => {
  const url = new URL(direct);
  const proxy = await chaosProxy({ host: url.hostname, port: Number(url.port) });
  const database = openDatabase(Object.assign(url, { port: String(proxy.port) }).href, 'screens');
  onTestFinished(async () => {
    await database.close();
    await proxy.close();
  });
  const ask = () => database.execute(sql`select 1`);
  proxy.set('cut');
  for (let attempt = 0; attempt < 5; attempt += 1) {
    // Each connection of the pool fails, and all of them count.
    const answers = await Promise.allSettled(Array.from({ length: 6 }, ask));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toEqual([]);
  }

  proxy.set('pass');
  const back = performance.now();
  await Promise.all(Array.from({ length: 6 }, ask));
  expect(performance.now() - back).toBeLessThan(3_000);
});
