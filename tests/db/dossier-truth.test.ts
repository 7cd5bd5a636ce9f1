import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { beforeAll, describe, expect, test } from 'vitest';
import { recordActions } from '@/lib/audit';
import { database } from '@/lib/database';
import { type Dossier, getDossier } from '@/lib/dossier';
import { appendLines } from '@/lib/logs';
import { freshDatabase } from '@/tests/support/database';
import { line } from '@/tests/support/lines';
import { viewerIn } from '@/tests/support/viewers';

const may = ['audit:read', 'audit:write', 'logs:read', 'logs:write', 'issues:read', 'usage:read'] as const;
const everyone = viewerIn(['*'], { may });
const now = '2026-11-03T19:00:00.000000Z';
const asked = { now, retentionDays: 30 };
const requests = 120;

/** What is there under an ID, by its texts. */
interface Truth {
  readonly id: string;
  readonly org: string;
  readonly audit: readonly string[];
  readonly logs: readonly string[];
}

/** Ids that contain each other, in two organisations, some in both sources, some in one, some in none. */
const truths: readonly Truth[] = Array.from({ length: requests }, (_, n) => ({
  id: `req-${n}`,
  org: `org_${n % 2}`,
  audit: Array.from({ length: n % 3 }, (_, at) => `act-${n}-${at}`),
  logs: Array.from({ length: n % 4 }, (_, at) => `line-${n}-${at}`),
}));

let url: string;
beforeAll(async () => {
  url = await freshDatabase();
  const at = (n: number, place: number) => new Date(Date.UTC(2026, 10, 3, 12, n, place)).toISOString();
  const actions = truths.flatMap(({ id, org, audit }, n) =>
    audit.map((name, place) => ({ created_at: at(n, place), action: name, request_id: id, org_id: org })),
  );
  await recordActions(everyone, actions, { now, source: 'truth' });
  await appendLines(
    everyone,
    truths.flatMap(({ id, org, logs }, n) =>
      logs.map((message, place) => line({ time: at(n, place).replace('Z', '000Z'), message, requestId: id, orgId: org })),
    ),
  );
});

function told({ stories }: Dossier, source: 'audit' | 'logs'): string[] {
  return stories
    .flatMap(({ moments }) => moments)
    .flatMap((moment) => (moment.source === source ? [moment.action?.action ?? moment.text] : []))
    .toSorted();
}

const verdictOf = ({ readings }: Pick<Dossier, 'readings'>, of: 'audit' | 'logs') => readings.find(({ source }) => source === of)?.verdict;

test(`of ${requests} requests each is told whole, and nothing beside it`, async () => {
  for (const { id, audit, logs } of truths) {
    const dossier = await getDossier(everyone, id, asked);
    expect([id, told(dossier, 'audit'), told(dossier, 'logs')]).toEqual([id, [...audit], [...logs]]);
    expect([id, verdictOf(dossier, 'audit'), verdictOf(dossier, 'logs')]).toEqual([
      id,
      audit.length > 0 ? 'found' : 'none',
      logs.length > 0 ? 'found' : 'none',
    ]);
    expect(dossier.isComplete).toBe(true);
  }
});

test('of those of another organisation nothing is told', async () => {
  const viewer = viewerIn(['org_0'], { may });
  for (const { id, org, audit, logs } of truths) {
    const dossier = await getDossier(viewer, id, asked);
    const isTheirs = org === 'org_0';
    expect([id, told(dossier, 'audit'), told(dossier, 'logs')]).toEqual([id, isTheirs ? [...audit] : [], isTheirs ? [...logs] : []]);
  }
});

/** Each makes one source unable to answer; what it holds is still there. */
const troubles: Readonly<
  Record<string, { readonly source: 'audit' | 'logs'; readonly during: (ask: () => Promise<Told[]>) => Promise<Told[]> }>
> = {
  'lines that are locked': { source: 'logs', during: (ask) => whileLocked('log_lines', ask) },
  'actions that are locked': { source: 'audit', during: (ask) => whileLocked('admin_actions', ask) },
  'lines whose index is broken': {
    source: 'logs',
    during: (ask) => whileRenamed('log_lines', ask),
  },
};

interface Told {
  readonly truth: Truth;
  readonly readings: Dossier['readings'];
}

type Look = (id: string) => Promise<Pick<Dossier, 'readings'>>;

const some = truths.filter(({ audit, logs }) => audit.length > 0 && logs.length > 0).slice(0, 3);

async function lookedAt(look: Look): Promise<Told[]> {
  return Promise.all(some.map(async (truth) => ({ truth, readings: (await look(truth.id)).readings })));
}

async function whileLocked(table: string, ask: () => Promise<Told[]>): Promise<Told[]> {
  const connection = postgres(url, { max: 1 });
  const answer = await connection.begin(async (tx) => {
    await tx.unsafe(`lock table ${table} in access exclusive mode`);
    return ask();
  });
  await connection.end();
  return answer as Told[];
}

/** As after a migration that went wrong: every question fails. */
async function whileRenamed(table: string, ask: () => Promise<Told[]>): Promise<Told[]> {
  await database('system').execute(sql.raw(`alter table ${table} rename to ${table}_away`));
  return ask().finally(() => database('system').execute(sql.raw(`alter table ${table}_away rename to ${table}`)));
}

/** Whether anything that is there was called not there. */
function lies(all: readonly Told[], source: 'audit' | 'logs'): boolean {
  return all.some(({ truth, readings }) => truth[source].length > 0 && verdictOf({ readings }, source) === 'none');
}

describe.each(Object.entries(troubles))('%s', (_name, { source, during }) => {
  test('are never called searched and empty', async () => {
    const all = await during(() => lookedAt((id) => getDossier(everyone, id, asked)));
    expect(all.map(({ readings }) => verdictOf({ readings }, source))).toEqual(some.map(() => 'unavailable'));
    const other = source === 'audit' ? 'logs' : 'audit';
    expect(all.map(({ readings }) => verdictOf({ readings }, other))).toEqual(some.map(() => 'found'));
    expect(lies(all, source)).toBe(false);
  });

  test('would be by an implementation that takes trouble for nothing: this test would see it', async () => {
    const naive: Look = async (id) => {
      const { readings } = await getDossier(everyone, id, asked);
      const reading = readings.find((one) => one.source === source);
      const verdict = reading?.verdict === 'found' ? 'found' : 'none';
      return { readings: [{ source, verdict, count: null, caveats: [], why: null, since: null }] };
    };
    expect(lies(await during(() => lookedAt(naive)), source)).toBe(true);
  });
});
