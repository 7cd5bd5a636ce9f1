import { beforeAll, expect, test } from 'vitest';
import { recordActions } from '@/lib/audit';
import { endOf, startCommand } from '@/tests/support/command';
import { freshDatabase } from '@/tests/support/database';
import { configureSealing, everybody, nowText } from '@/tests/support/sealing';

beforeAll(async () => {
  await freshDatabase();
  configureSealing();
  const rows = [
    { action: 'customer.update', actor_id: 'u_ann', subject_id: 'c_1' },
    { action: 'customer.update', actor_id: 'u_ann', subject_id: 'c_2', created_at: '2020-01-01T00:00:00.000000Z' },
  ];
  await recordActions(everybody, rows, { now: nowText(), source: 'app' });
});

const run = (...args: readonly string[]) => endOf(startCommand(args));

test('what must leave and what must stay is said on the command line', async () => {
  expect(await run('hold', 'place', '--reason', 'case 4', '--person', 'c_1')).toMatchObject({
    code: 0,
    answer: expect.stringContaining('Hold 1 stands: person c_1.'),
  });
  expect(await run('hold', 'list')).toMatchObject({ code: 0, answer: expect.stringContaining('case 4') });
  expect(await run('retention', 'set', 'app', '365')).toMatchObject({ code: 0 });
  expect(await run('retention', 'preview')).toMatchObject({ code: 0, answer: expect.stringContaining('1 are older') });
  expect(await run('erase', 'u_ann', '--reason', 'request 7', '--approver', 'u_9', '--dry-run')).toMatchObject({
    answer: expect.stringContaining('Would be erased'),
  });
  const erased = await run('erase', 'u_ann', '--reason', 'request 7', '--approver', 'u_9');
  expect(erased.answer).toContain('Erased from 1 actions: actor_id of 1, actor_label of 1.');
  expect(erased.answer).toContain('1 actions stand under a legal hold and stay as they are.');
  // Done, and something was left out: what is held.
  expect(erased.code).toBe(2);
  expect(await run('retention', 'run')).toMatchObject({
    code: 0,
    answer: expect.stringContaining('app: 1 actions are gone; the log says so in leaf'),
  });
  expect(await run('verify')).toMatchObject({ code: 0, answer: expect.stringContaining('As sealed') });
  expect(await run('hold', 'lift', '1', '--reason', 'closed')).toMatchObject({
    code: 0,
    answer: expect.stringContaining('Hold 1 is lifted.'),
  });
}, 120_000);

test.each([
  ['erasing without a reason', ['erase', 'u_ann', '--approver', 'u_9'], 64],
  ['erasing without an approver', ['erase', 'u_ann', '--reason', 'r'], 64],
  ['erasing nothing that is named', ['erase', '--reason', 'r', '--approver', 'u_9'], 1],
  ['erasing what cannot be erased', ['erase', '--ref', 'app~1', '--fields', 'action', '--reason', 'r', '--approver', 'u_9'], 1],
  ['retention that is no number', ['retention', 'set', 'app', '1.5'], 1],
  ['lifting what does not stand', ['hold', 'lift', '7', '--reason', 'r'], 1],
] as const)('%s is refused', async (_what, args, code) => {
  expect((await run(...args)).code).toBe(code);
});
