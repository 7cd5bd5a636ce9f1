import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { parseFilter } from '@/lib/address';
import { listActions, recordActions, subjectHistory } from '@/lib/audit';
import { database } from '@/lib/database';
import { freshDatabase } from '@/tests/support/database';
import { viewerIn } from '@/tests/support/viewers';

const now = '2026-11-03T18:02:11.204113Z';
const everyone = viewerIn(['*']);
const awkward = [
  '',
  ' ',
  '/',
  '"',
  '\\',
  'a\\',
  '[a]',
  'a, b',
  'a", "b',
  "it's",
  "\\'",
  'ÄÖ İ ß',
  'user/alice',
  '{"a":"b"}',
  'x'.repeat(300),
  ':*',
  '&',
];

beforeAll(async () => {
  await freshDatabase();
  const texts = [
    ...awkward,
    ...fc.sample(fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.lorem()), { numRuns: 300, seed: 7 }),
    ...fc
      .sample(fc.array(fc.constantFrom(...'a1 "/\\,[]\'\n\t:*&|!()<>'), { maxLength: 12 }), { numRuns: 300, seed: 7 })
      .map((all) => all.join('')),
  ];
  const leaves = [
    ...texts.map((text) => text.toWellFormed().replaceAll('\0', '␀')),
    ...fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), 100),
  ];
  const metadata = [
    ...leaves.map((leaf) => JSON.stringify({ leaf })),
    '{"n":[4711,{"deep":47112}],"kind":"number"}',
    '{"n":"4711","kind":"text"}',
    '{"n":"4711 more","kind":"words"}',
    `{"many":${JSON.stringify(Array.from({ length: 9_000 }, (_, n) => `w${n}`))}}`,
    `${'{"a":'.repeat(20)}"at the bottom"${'}'.repeat(20)}`,
  ];
  const actions = metadata.map((text, n) => ({ event_id: `e_${n}`, action: 'thing.made', metadata: text }));
  const results = await recordActions(everyone, actions, { now });
  expect(results.filter(({ result }) => result !== 'created')).toEqual([]);
});

const words = sql.raw(
  'action_words(a.actor_id, a.actor_label, a.on_behalf_of, a.action, a.subject_id, a.subject_label, a.request_id, a.trace_id, a.metadata)',
);

test('law: the index finds every text and number of the metadata as a whole', async () => {
  const missed = await database('screens').execute(
    sql`select metadata from admin_actions a where metadata ? 'leaf' and not ${words} @@ action_leaf_query(metadata -> 'leaf')`,
  );
  expect([...missed]).toEqual([]);
});

test('law: the index finds every text of the metadata by its words', async () => {
  const missed = await database('screens').execute(
    sql`select metadata from admin_actions a where metadata ? 'leaf' and not ${words} @@ action_words_query(metadata ->> 'leaf')`,
  );
  expect([...missed]).toEqual([]);
});

test.each([
  ['"4711"', ['text']],
  ['4711', ['number']],
  ['"4711 more"', ['words']],
])('the index tells a text from a number and from a longer text: %s', async (leaf, kinds) => {
  const found = await database('screens').execute<{ kind: string }>(
    sql`select metadata ->> 'kind' as kind from admin_actions a where metadata ? 'kind' and ${words} @@ action_leaf_query(${leaf}::jsonb)`,
  );
  expect(found.map(({ kind }) => kind)).toEqual(kinds);
});

const count = async (query: string) => (await listActions(everyone, { filter: parseFilter(query), zone: 'UTC' })).rows.length;

test('a word is found among thousands of others', async () => {
  expect(await count('meta.many:w8999')).toBe(1);
  expect(await count('w8999')).toBe(1);
});

test('a path of more steps than the index is sure of is followed all the same', async () => {
  expect(await count(`meta.${Array(20).fill('a').join('.')}:"at the bottom"`)).toBe(1);
});

test('the history of an id has no row that only counts as far', async () => {
  const { rows } = await subjectHistory(everyone, { type: null, id: '4711', filter: { terms: [] }, zone: 'UTC' });
  expect(rows).toHaveLength(1);
});
