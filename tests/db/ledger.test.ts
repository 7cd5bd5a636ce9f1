import { beforeAll, describe, expect, test } from 'vitest';
import { parseFilter, usageGrammar, usualWeights } from '@/lib/address';
import { database } from '@/lib/database';
import { getFeatureSheet, getLedger, ledgerCsv, listChurn, listMarks, markFeature, recordChurn } from '@/lib/ledger';
import { appendUses } from '@/lib/usage';
import type { Viewer } from '@/lib/viewer';
import { freshDatabase } from '@/tests/support/database';
import { reportedUse } from '@/tests/support/uses';
import { viewerIn } from '@/tests/support/viewers';

const may = [
  'usage:read',
  'usage:write',
  'usage:mark',
  'audit:read',
  'audit:write',
  'issues:read',
  'issues:write',
  'logs:read',
  'logs:write',
] as const;
const everyone = viewerIn(['*'], { may });
const one = viewerIn(['org_1'], { may });
const place = { source: 'shop/web', trust: 'server' } as const;
const october = { zone: 'Asia/Muscat', from: '2026-10-01', to: '2026-10-31' } as const;

let clock = 0;
/** Each question at another time, so that no answer is one that was remembered. */
const ask = (viewer: Viewer, q = '') => {
  clock += 1;
  const now = new Date(Date.UTC(2026, 10, 1, clock)).toISOString();
  return getLedger(viewer, { ...october, filter: parseFilter(q, usageGrammar), weights: usualWeights, sort: 'earns', now });
};
const row = async (viewer: Viewer, feature: string) => (await ask(viewer)).rows.find((found) => found.feature === feature);
const costsOf = async (viewer: Viewer, feature: string) =>
  Object.fromEntries(((await row(viewer, feature))?.cost.parts ?? []).map(({ part, amount }) => [part, amount]));

beforeAll(async () => {
  await freshDatabase();
  const people = Array.from({ length: 12 }, (_, n) => `u_${n}`);
  const used = people.flatMap((userId, n) =>
    ['2026-09-12', '2026-10-03', '2026-10-17'].map((day) =>
      reportedUse({ feature: 'cart', surface: 'shop', userId, orgId: n < 9 ? 'org_1' : 'org_2', time: `${day}T10:00:00.000000Z` }),
    ),
  );
  const others = [
    reportedUse({ feature: 'fax', surface: 'shop', userId: 'u_1', orgId: 'org_2', time: '2026-10-31T19:59:59.999999Z' }),
    reportedUse({ feature: 'telex', surface: 'shop', userId: 'u_1', orgId: 'org_2', time: '2026-08-01T10:00:00.000000Z' }),
  ];
  await appendUses(everyone, [...used, ...others], place);
});

describe('costs', () => {
  test('are unknown as long as no source tells of features, and not zero', async () => {
    expect(await costsOf(everyone, 'cart')).toEqual({ errors: null, hit: null, lines: null, slow: null, actions: null, churn: null });
    const { costs } = await ask(everyone);
    expect(costs.map(({ part, reading }) => [part, reading.verdict])).toEqual([
      ['errors', 'not-recorded'],
      ['hit', 'not-recorded'],
      ['lines', 'not-recorded'],
      ['slow', 'not-recorded'],
      ['actions', 'not-recorded'],
      ['churn', 'not-configured'],
    ]);
  });

  test('are counted in days of the zone, for whoever looks', async () => {
    await storeErrors();
    await storeLines();
    await storeActions();
    await recordChurn(everyone, { project: 'shop', since: '2026-10', rows: [churned('cart', 40, 2)] });
    expect(await costsOf(everyone, 'cart')).toEqual({ errors: 3, hit: 2, lines: 1, slow: 1, actions: 1, churn: 42 });
    expect(await costsOf(everyone, 'fax')).toEqual({ errors: 0, hit: 0, lines: 0, slow: 0, actions: 0, churn: null });
    expect(await costsOf(one, 'cart')).toEqual({ errors: 2, hit: 1, lines: 1, slow: 0, actions: 1, churn: null });
    expect((await row(everyone, 'exports'))?.verdict).toBe('unknown');
    expect(await row(one, 'exports')).toBeUndefined();
  });

  test('that may not be asked are unknown', async () => {
    const onlyUse = viewerIn(['*'], { may: ['usage:read'] });
    const { costs } = await ask(onlyUse);
    expect(costs.find(({ part }) => part === 'lines')?.reading).toMatchObject({
      verdict: 'not-recorded',
      why: 'it needs the permission logs:read',
    });
    expect((await costsOf(onlyUse, 'cart')).errors).toBeNull();
  });
});

describe('the ledger', () => {
  test('judges every feature that was ever used', async () => {
    const { rows, coverage } = await ask(everyone);
    expect(rows.map(({ feature, verdict }) => [feature, verdict])).toEqual([
      ['fax', 'steady'],
      ['cart', 'steady'],
      ['telex', 'silent'],
      ['exports', 'unknown'],
    ]);
    expect(coverage).toMatchObject({ events: 25, with_feature: 25 });
  });

  test('shows nothing of another organisation', async () => {
    const told = await ask(one);
    expect(told.rows.map(({ feature, use }) => [feature, use?.users, use?.orgs])).toEqual([['cart', 9, 1]]);
    expect(JSON.stringify(told)).not.toMatch(/telex|fax|org_2/);
  });

  test('refuses who may not', async () => {
    const stranger = viewerIn(['*'], { may: ['audit:read'] });
    await expect(ask(stranger)).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(getFeatureSheet(stranger, 'cart', sheet())).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(listMarks(stranger)).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(listChurn(stranger, { from: '2026-10', to: '2026-10' })).rejects.toMatchObject({ code: 'not-permitted' });
  });

  test('lists under a filter what was used so, with the costs of the whole feature', async () => {
    const { rows } = await ask(everyone, 'org:org_2');
    expect(rows.map(({ feature, use }) => [feature, use?.users])).toEqual([
      ['fax', 1],
      ['cart', 3],
      ['telex', 0],
    ]);
    expect(rows.find(({ feature }) => feature === 'cart')?.cost.parts[0]).toMatchObject({ part: 'errors', amount: 3 });
  });

  test('changes by exactly the bots that were injected, and is worth no more for them', async () => {
    const before = await row(everyone, 'cart');
    const nobody = Array.from({ length: 137 }, (_, n) =>
      reportedUse({ feature: 'cart', surface: 'shop', time: `2026-10-05T10:00:00.${String(n).padStart(6, '0')}Z` }),
    );
    const crawlers = Array.from({ length: 41 }, (_, n) =>
      reportedUse({ feature: 'cart', userId: `bot_${n}`, flags: ['bot'], time: '2026-10-05T11:00:00.000000Z' }),
    );
    await appendUses(everyone, [...nobody, ...crawlers], place);
    const after = await row(everyone, 'cart');
    expect(after?.use?.events).toBe((before?.use?.events ?? 0) + 137);
    expect(after?.use?.events_without_user).toBe((before?.use?.events_without_user ?? 0) + 137);
    expect([after?.use?.users, after?.value.score]).toEqual([before?.use?.users, before?.value.score]);
    expect(after?.confidence.blind_spots.join(' ')).toMatch(/85 % of its events name nobody/);
  });

  test('is a file that no spreadsheet calculates with', async () => {
    await appendUses(
      everyone,
      [reportedUse({ feature: '=cmd|"/c calc"!A1', userId: 'u_1', orgId: 'org_3', time: '2026-10-05T10:00:00.000000Z' })],
      place,
    );
    const [head, ...lines] = ledgerCsv(await ask(everyone)).split('\r\n');
    expect(head).toMatch(/^feature,verdict,place,value,cost,users,/);
    expect(lines.some((line) => line.startsWith(`"'=cmd|""/c calc""!A1",steady,`))).toBe(true);
    expect(lines.filter((line) => line.startsWith('exports,unknown,,,'))).toHaveLength(1);
  });
});

describe('marks', () => {
  test('want a kind and a reason, are told with what stood there before, and are taken away', async () => {
    await expect(markFeature(everyone, { feature: 'fax', kind: 'vital', reason: ' ' })).rejects.toMatchObject({ code: 'malformed' });
    await expect(markFeature(everyone, { feature: 'fax', kind: 'loved', reason: 'so' })).rejects.toMatchObject({ code: 'malformed' });
    await expect(markFeature(everyone, { feature: '', kind: 'vital', reason: 'so' })).rejects.toMatchObject({ code: 'malformed' });
    expect(await markFeature(everyone, { feature: 'fax', kind: 'vital', reason: ' The law asks for it ' })).toEqual({
      before: null,
      after: { kind: 'vital', reason: 'The law asks for it' },
    });
    expect((await row(everyone, 'fax'))?.mark).toMatchObject({ kind: 'vital', reason: 'The law asks for it', marked_by: 'test' });
    expect(await markFeature(everyone, { feature: 'fax', kind: 'retired', reason: 'No longer' })).toMatchObject({
      before: { kind: 'vital' },
    });
    expect((await row(everyone, 'fax'))?.verdict).toBe('retired');
    expect(await markFeature(everyone, { feature: 'fax', kind: null, reason: '' })).toMatchObject({ after: null });
    expect((await row(everyone, 'fax'))?.mark).toBeNull();
  });

  test('tell switched on and unused from unknown', async () => {
    await markFeature(everyone, { feature: 'dark-mode', kind: 'enabled', reason: 'On for all since May' });
    expect(await row(everyone, 'dark-mode')).toMatchObject({ verdict: 'unused', use: null, place: null });
  });

  test('are for those who see all', async () => {
    expect(await listMarks(one)).toEqual([]);
    expect(await row(one, 'dark-mode')).toBeUndefined();
    await expect(markFeature(one, { feature: 'cart', kind: 'vital', reason: 'so' })).rejects.toMatchObject({ code: 'not-permitted' });
    const reader = viewerIn(['*'], { may: ['usage:read'] });
    await expect(markFeature(reader, { feature: 'cart', kind: 'vital', reason: 'so' })).rejects.toMatchObject({ code: 'not-permitted' });
  });

  test('of the sample and of what is real stand apart', async () => {
    expect(await listMarks({ ...everyone, sees: 'sample' })).toEqual([]);
  });
});

describe('churn', () => {
  const months = { from: '2026-10', to: '2026-10' };

  test('told again changes nothing, and what is gone is gone', async () => {
    const report = { project: 'web', since: '2026-09', rows: [churned('cart', 10, 5), { ...churned('fax', 1, 1), month: '2026-09' }] };
    await recordChurn(everyone, report);
    const first = await listChurn(everyone, months);
    await recordChurn(everyone, report);
    expect(await listChurn(everyone, months)).toEqual(first);
    expect(Object.fromEntries(first.map(({ feature, lines }) => [feature, lines]))).toEqual({ cart: 57, fax: 0 });
    await recordChurn(everyone, { ...report, rows: [] });
    expect(Object.fromEntries((await listChurn(everyone, months)).map(({ feature, lines }) => [feature, lines]))).toEqual({ cart: 42 });
  });

  test('is refused to who may not, and what is no month', async () => {
    await expect(recordChurn(one, { project: 'web', since: '2026-10', rows: [] })).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(listChurn(one, months)).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(recordChurn(everyone, { project: 'web', since: '2026-13', rows: [] })).rejects.toMatchObject({ code: 'malformed' });
    await expect(recordChurn(everyone, { project: '', since: '2026-10', rows: [] })).rejects.toMatchObject({ code: 'malformed' });
  });
});

describe('a sheet', () => {
  test('says who uses a feature, since when, what shares its surfaces and what happened beside it', async () => {
    const found = await getFeatureSheet(everyone, 'cart', sheet());
    expect(found?.detail?.orgs_using.map(({ org_id: org, users }) => [org, users])).toEqual(
      expect.arrayContaining([
        ['org_1', 9],
        ['org_2', 3],
      ]),
    );
    expect(found?.sharing.map(({ feature }) => feature)).toEqual(['fax']);
    expect(found?.markers).toEqual(
      expect.arrayContaining([
        { day: '2026-10-10', kind: 'deploy', words: 'deploy.finish 2.4' },
        { day: '2026-10-01', kind: 'release', words: 'release 2.4.1 first seen in an error' },
      ]),
    );
    expect(found?.churn).toMatchObject({ lines: 42, commits: 3 });
  });

  test('of what nobody ever heard of, and of what others use, is none', async () => {
    expect(await getFeatureSheet(everyone, 'never', sheet())).toBeNull();
    expect(await getFeatureSheet(one, 'fax', sheet())).toBeNull();
    expect((await getFeatureSheet(everyone, 'exports', sheet()))?.detail).toBeNull();
  });
});

function sheet() {
  clock += 1;
  return { ...october, filter: { terms: [] }, now: new Date(Date.UTC(2026, 10, 2, clock)).toISOString() };
}

function churned(feature: string, added: number, removed: number) {
  return { feature, month: '2026-10', commits: 3, authors: 2, added, removed };
}

/** The last moment of the month in Muscat is four hours before that of UTC. */
async function storeErrors(): Promise<void> {
  const errors: readonly (readonly [feature: string, org: string, user: string | null, time: string])[] = [
    ['cart', 'org_1', 'u_1', '2026-10-04T10:00:00Z'],
    ['cart', 'org_1', 'u_1', '2026-10-31T19:59:59.999999Z'],
    ['cart', 'org_2', 'u_1', '2026-09-30T20:00:00Z'],
    ['cart', 'org_2', 'u_2', '2026-10-31T20:00:00Z'],
    ['exports', 'org_2', 'u_2', '2026-10-05T10:00:00Z'],
  ];
  for (const [feature, org, user, time] of errors) {
    await sql(
      `insert into error_events (created_at, project, event_id, digest, issue_id, trust, message, feature, org_id, user_id, release)
       values ($1, 'web', gen_random_uuid(), gen_random_uuid(), 1, 'server', 'broke', $2, $3, $4, '2.4.1')`,
      [time, feature, org, user],
    );
  }
}

async function storeLines(): Promise<void> {
  await sql(`insert into log_lines (created_at, source, message, raw, feature, org_id, level, duration_ms) values
    ('2026-10-04T10:00:00Z', 'web', 'broke', '', 'cart', 'org_1', 'error', 12), ('2026-10-04T10:00:00Z', 'web', 'slow', '', 'cart', 'org_2', 'info', 1000),
    ('2026-10-04T10:00:00Z', 'web', 'fine', '', 'cart', 'org_1', 'info', 999), ('2026-11-04T10:00:00Z', 'web', 'broke', '', 'cart', 'org_1', 'error', 12)`);
}

async function storeActions(): Promise<void> {
  await sql(`insert into admin_actions (source, event_id, created_at, actor_id, actor_type, action, feature, org_id, subject_label) values
    ('billing', 'a1', '2026-10-04T10:00:00Z', 'u_1', 'user', 'cart.refund', 'cart', 'org_1', null),
    ('billing', 'a2', '2026-10-04T10:00:00Z', 'cron', 'system', 'cart.sweep', 'cart', 'org_1', null),
    ('tracebook', 'a3', '2026-10-04T10:00:00Z', 'u_1', 'user', 'cart.look', 'cart', 'org_1', null),
    ('ci', 'a4', '2026-10-10T10:00:00Z', 'ci', 'system', 'deploy.finish', null, null, '2.4')`);
}

async function sql(text: string, values: readonly (string | null)[] = []): Promise<void> {
  await database('screens').$client.unsafe(text, [...values]);
}
