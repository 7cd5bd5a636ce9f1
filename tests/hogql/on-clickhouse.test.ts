import { createRequire } from 'node:module';
import { beforeAll, describe, expect, test } from 'vitest';
import { questions } from '@/lib/posthog';
import { answers, type FakeUse, type Values } from '@/tests/upstream/posthog-answers';

/**
 * Every text of HogQL that PostHog is asked, run on a real ClickHouse over a few events whose counts were made by hand. It shows what the
 * texts mean there, and that the fake of PostHog means the same; how PostHog itself resolves names, and its limits, it cannot show.
 */

const folder = process.env.TRACEBOOK_CHDB;
if (!folder) throw new Error('TRACEBOOK_CHDB is not set: run this through npm run test:hogql.');
const { Session } = createRequire(`${folder}/package.json`)('chdb') as {
  Session: new () => { query(sql: string, format?: string): string };
};

const nasty = "r'1\\' OR 1=1 --";
const uses: readonly FakeUse[] = [
  use(1, 'customer_opened', '2026-11-02T10:00:00.000Z', 'u1', {
    feature: 'customers',
    surface: 'list',
    request_id: 'req-1',
    $session_id: 's1',
    org_id: 'o_1',
  }),
  use(2, 'customer_created', '2026-11-02T10:05:00.250Z', 'u1', {
    feature: 'customers',
    surface: 'drawer',
    request_id: 'req-1',
    $session_id: 's1',
    org_id: 'o_1',
  }),
  use(3, 'customer_opened', '2026-11-03T21:30:00.000Z', 'u1', { feature: 'customers', surface: 'list', org_id: 'o_2', $session_id: 's2' }),
  use(4, 'customer_opened', '2026-11-02T10:30:00.000Z', 'u2', { feature: 'customers', surface: 'list', org_id: 'o_1', request_id: nasty }),
  use(5, 'customer_created', '2026-11-09T11:00:00.000Z', 'u2', { feature: 'customers', surface: 'drawer', org_id: 'o_1' }),
  use(6, 'report_exported', '2026-11-04T12:00:00.000Z', 'u3', { feature: 'reports' }),
  { ...use(7, 'report_exported', '2026-11-05T12:00:00.000Z', 'somebody', { feature: 'reports' }), isAnonymous: true },
  use(8, 'legacy', '2026-11-05T13:00:00.000Z', 'u3', {}),
  use(9, '$pageview', '2026-11-05T13:01:00.000Z', 'u3', { feature: 'customers', $session_id: 's1', org_id: 'o_1' }),
  {
    ...use(10, 'customer_opened', '2026-10-27T10:00:00.000Z', 'u1-phone', { feature: 'customers', surface: 'list', org_id: 'o_1' }),
    person: 'u1',
  },
  use(11, 'customer_opened', '2026-11-16T00:00:00.000Z', 'u2', { feature: 'customers', surface: 'list' }),
  use(12, 'long', '2026-11-02T09:00:00.000Z', 'u4', { feature: 'ü'.repeat(200), org_id: 'o_1' }),
];
const replays = [
  { session: 's1', began: '2026-11-02T09:59:30.000Z' },
  { session: 's9', began: '2026-11-02T09:00:00.000Z' },
];
const long = 'ü'.repeat(150);

function use(n: number, event: string, time: string, distinctId: string, properties: FakeUse['properties']): FakeUse {
  return { uuid: `00000000-0000-4000-9000-${String(n).padStart(12, '0')}`, event, time, distinctId, properties };
}

const at = (time: string) => Date.parse(time) / 1_000;
const ms = (time: string) => Date.parse(time);
const names = { feature_tag: 'feature', surface_tag: 'surface', request_tag: 'request_id', org_tag: 'org_id' };
const fortnight = { ...names, from: at('2026-11-02T00:00:00Z'), to: at('2026-11-16T00:00:00Z'), is_first: 1 };
const inUtc = { ...fortnight, zone: 'UTC', after_feature: '', after_key: '', after_org: '' };
const everyone = { sees_all: 1, orgs: [''] };

const session = new Session();
beforeAll(() => {
  session.query('CREATE DATABASE ph');
  session.query(
    "CREATE TABLE ph.events (uuid UUID, event String, timestamp DateTime64(6, 'UTC'), distinct_id String, person_id String, properties Map(String, Nullable(String))) ENGINE = MergeTree ORDER BY timestamp",
  );
  session.query(
    "CREATE TABLE ph.raw_session_replay_events (session_id String, min_first_timestamp DateTime64(6, 'UTC'), max_last_timestamp DateTime64(6, 'UTC')) ENGINE = MergeTree ORDER BY session_id",
  );
  session.query('USE ph');
  for (const { uuid, event, time, distinctId, person = distinctId, isAnonymous, properties } of uses) {
    const held = { ...properties, ...(isAnonymous ? { $process_person_profile: 'false' } : {}) };
    const map = Object.entries(held).flatMap(([key, value]) => [literal(key), literal(value)]);
    const when = time.replace('T', ' ').replace('Z', '');
    session.query(
      `INSERT INTO ph.events VALUES (${[uuid, event, when, distinctId, person].map(literal)}, CAST(map(${map}), 'Map(String, Nullable(String))'))`,
    );
  }
  for (const { session: id, began } of replays) {
    const ended = new Date(Date.parse(began) + 60_000).toISOString();
    const times = [began, ended].map((time) => literal(time.replace('T', ' ').replace('Z', '')));
    session.query(`INSERT INTO ph.raw_session_replay_events VALUES (${[literal(id), ...times]})`);
  }
});

function literal(value: string | number | readonly string[]): string {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string') return `[${value.map(literal)}]`;
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** As PostHog makes SQL of HogQL, as far as our texts go: properties are read from what it keeps of them, and values are put in. */
function rowsOf(name: keyof typeof questions, values: Values): readonly unknown[] {
  const sql = questions[name].text
    .replaceAll(/properties\.(\$\w+)/g, "properties['$1']")
    .replaceAll(/\{(\w+)\}/g, (_, key: string) => literal(values[key] ?? `no ${key}`));
  const { meta, data } = JSON.parse(session.query(`${sql} SETTINGS output_format_json_quote_64bit_integers = 0`, 'JSONCompact')) as {
    readonly meta: readonly { readonly name: string }[];
    readonly data: readonly (readonly unknown[])[];
  };
  return data.map((row) => Object.fromEntries(meta.map(({ name: column }, place) => [column, row[place]])));
}

function faked(name: string, values: Values): readonly unknown[] {
  const { columns, rows } = answers[name]?.({ uses, replays }, values) ?? { columns: [], rows: [] };
  return rows.map((row) => Object.fromEntries(columns.map((column, place) => [column, row[place]])));
}

const hour = (time: string) => Math.floor(at(time) / 3_600);
const last = (time: string, first = time) => ({ first_at: ms(first), last_at: ms(time) });
const customers = { feature: 'customers', key: '', org: 'o_1', nobody: 0 };
const ten = '2026-11-02T10:00:00Z';

const cases: readonly (readonly [keyof typeof questions, string, Values, readonly unknown[]])[] = [
  [
    'hours',
    'of two days',
    { ...fortnight, to: at('2026-11-04T00:00:00Z'), after_hour: 0, after_feature: '', after_surface: '', after_org: '' },
    [
      {
        hour: hour('2026-11-02T09:00:00Z'),
        feature: long,
        surface: '',
        org: 'o_1',
        events: 1,
        nobody: 0,
        requests: 0,
        ...last('2026-11-02T09:00:00Z'),
      },
      {
        hour: hour(ten),
        feature: 'customers',
        surface: 'drawer',
        org: 'o_1',
        events: 1,
        nobody: 0,
        requests: 1,
        ...last('2026-11-02T10:05:00.250Z'),
      },
      {
        hour: hour(ten),
        feature: 'customers',
        surface: 'list',
        org: 'o_1',
        events: 2,
        nobody: 0,
        requests: 2,
        ...last('2026-11-02T10:30:00Z', ten),
      },
      {
        hour: hour('2026-11-03T21:00:00Z'),
        feature: 'customers',
        surface: 'list',
        org: 'o_2',
        events: 1,
        nobody: 0,
        requests: 0,
        ...last('2026-11-03T21:30:00Z'),
      },
    ],
  ],
  [
    'hours',
    'after the second row',
    {
      ...fortnight,
      to: at('2026-11-04T00:00:00Z'),
      is_first: 0,
      after_hour: hour(ten),
      after_feature: 'customers',
      after_surface: 'drawer',
      after_org: 'o_1',
    },
    [
      {
        hour: hour(ten),
        feature: 'customers',
        surface: 'list',
        org: 'o_1',
        events: 2,
        nobody: 0,
        requests: 2,
        ...last('2026-11-02T10:30:00Z', ten),
      },
      {
        hour: hour('2026-11-03T21:00:00Z'),
        feature: 'customers',
        surface: 'list',
        org: 'o_2',
        events: 1,
        nobody: 0,
        requests: 0,
        ...last('2026-11-03T21:30:00Z'),
      },
    ],
  ],
  [
    'by_feature',
    'of a fortnight',
    inUtc,
    [
      { feature: '', key: '', org: '', events: 1, nobody: 0, people: 1, came_back: 0, ...last('2026-11-05T13:00:00Z') },
      { ...customers, events: 4, people: 2, came_back: 1, ...last('2026-11-09T11:00:00Z', ten) },
      { ...customers, org: 'o_2', events: 1, people: 1, came_back: 0, ...last('2026-11-03T21:30:00Z') },
      {
        feature: 'reports',
        key: '',
        org: '',
        events: 2,
        nobody: 1,
        people: 1,
        came_back: 0,
        ...last('2026-11-05T12:00:00Z', '2026-11-04T12:00:00Z'),
      },
      { feature: long, key: '', org: 'o_1', events: 1, nobody: 0, people: 1, came_back: 0, ...last('2026-11-02T09:00:00Z') },
    ],
  ],
  [
    'by_surface',
    'after the drawer',
    { ...inUtc, is_first: 0, after_feature: 'customers', after_key: 'drawer', after_org: 'o_1', to: at('2026-11-04T00:00:00Z') },
    [
      { ...customers, key: 'list', events: 2, people: 2, came_back: 0, ...last('2026-11-02T10:30:00Z', ten) },
      { ...customers, key: 'list', org: 'o_2', events: 1, people: 1, came_back: 0, ...last('2026-11-03T21:30:00Z') },
      { feature: long, key: '', org: 'o_1', events: 1, nobody: 0, people: 1, came_back: 0, ...last('2026-11-02T09:00:00Z') },
    ],
  ],
  [
    'by_event',
    'of a day',
    { ...inUtc, from: at('2026-11-05T00:00:00Z'), to: at('2026-11-06T00:00:00Z') },
    [
      { feature: '', key: 'legacy', org: '', events: 1, nobody: 0, people: 1, came_back: 0, ...last('2026-11-05T13:00:00Z') },
      {
        feature: 'reports',
        key: 'report_exported',
        org: '',
        events: 1,
        nobody: 1,
        people: 0,
        came_back: 0,
        ...last('2026-11-05T12:00:00Z'),
      },
    ],
  ],
  [
    'by_day',
    'in Muscat, where it is tomorrow already',
    { ...inUtc, zone: 'Asia/Muscat', from: at('2026-11-03T20:00:00Z'), to: at('2026-11-04T20:00:00Z') },
    [
      { ...customers, key: '2026-11-04', org: 'o_2', events: 1, people: 1, came_back: 0, ...last('2026-11-03T21:30:00Z') },
      { feature: 'reports', key: '2026-11-04', org: '', events: 1, nobody: 0, people: 1, came_back: 0, ...last('2026-11-04T12:00:00Z') },
    ],
  ],
  [
    'cohorts',
    'since the first Monday of November',
    { ...inUtc, from: at('2026-10-01T00:00:00Z'), since: '2026-11-02' },
    [
      { feature: '', key: '2026-11-02/2026-11-02', org: '', people: 1 },
      // In o_1 the first person came in October, under another distinct id.
      { feature: 'customers', key: '2026-11-02/2026-11-02', org: 'o_1', people: 1 },
      { feature: 'customers', key: '2026-11-02/2026-11-02', org: 'o_2', people: 1 },
      { feature: 'customers', key: '2026-11-02/2026-11-09', org: 'o_1', people: 1 },
      { feature: 'reports', key: '2026-11-02/2026-11-02', org: '', people: 1 },
      { feature: long, key: '2026-11-02/2026-11-02', org: 'o_1', people: 1 },
    ],
  ],
  [
    'events_of_id',
    'of a session, SDKs’ own events too',
    { ...fortnight, ...everyone, id: 's1', after_at: 0, after_id: '' },
    [
      {
        id: uuid(1),
        at: ms(ten),
        event: 'customer_opened',
        distinct_id: 'u1',
        nobody: 0,
        session: 's1',
        feature: 'customers',
        surface: 'list',
        org: 'o_1',
        request: 'req-1',
      },
      {
        id: uuid(2),
        at: ms('2026-11-02T10:05:00.250Z'),
        event: 'customer_created',
        distinct_id: 'u1',
        nobody: 0,
        session: 's1',
        feature: 'customers',
        surface: 'drawer',
        org: 'o_1',
        request: 'req-1',
      },
      {
        id: uuid(9),
        at: ms('2026-11-05T13:01:00Z'),
        event: '$pageview',
        distinct_id: 'u3',
        nobody: 0,
        session: 's1',
        feature: 'customers',
        surface: '',
        org: 'o_1',
        request: '',
      },
    ],
  ],
  [
    'events_of_id',
    'of a request whose name is a text of SQL, to one organisation',
    { ...fortnight, sees_all: 0, orgs: ['o_1'], id: nasty, after_at: 0, after_id: '' },
    [
      {
        id: uuid(4),
        at: ms('2026-11-02T10:30:00Z'),
        event: 'customer_opened',
        distinct_id: 'u2',
        nobody: 0,
        session: '',
        feature: 'customers',
        surface: 'list',
        org: 'o_1',
        request: nasty,
      },
    ],
  ],
  ['events_of_id', 'of another organisation', { ...fortnight, sees_all: 0, orgs: ['o_2'], id: 's1', after_at: 0, after_id: '' }, []],
  [
    'events_of_id',
    'after the first',
    { ...fortnight, ...everyone, is_first: 0, id: 'req-1', after_at: ms(ten), after_id: uuid(1) },
    [
      {
        id: uuid(2),
        at: ms('2026-11-02T10:05:00.250Z'),
        event: 'customer_created',
        distinct_id: 'u1',
        nobody: 0,
        session: 's1',
        feature: 'customers',
        surface: 'drawer',
        org: 'o_1',
        request: 'req-1',
      },
    ],
  ],
  ['funnel', 'within a fortnight', funnel(14), [{ first: 3, second: 2 }]],
  ['funnel', 'within a day', funnel(1), [{ first: 3, second: 1 }]],
  ['funnel', 'of one organisation', { ...funnel(14), sees_all: 0, orgs: ['o_2'] }, [{ first: 1, second: 0 }]],
  [
    'replays',
    'of sessions, of which one has none',
    { sessions: ['s1', 's2', nasty], from: at('2026-11-01T00:00:00Z'), to: at('2026-11-03T00:00:00Z') },
    [{ session: 's1', began_at: ms('2026-11-02T09:59:30Z'), ended_at: ms('2026-11-02T10:00:30Z') }],
  ],
  ['replays', 'of another time', { sessions: ['s1'], from: at('2026-11-03T00:00:00Z'), to: at('2026-11-04T00:00:00Z') }, []],
  [
    'sessions_of_feature',
    'the newest first',
    { ...fortnight, ...everyone, feature: 'customers' },
    [
      { session: 's2', used_at: ms('2026-11-03T21:30:00Z'), distinct_id: 'u1' },
      { session: 's1', used_at: ms(ten), distinct_id: 'u1' },
    ],
  ],
  [
    'sessions_of_feature',
    'of one organisation',
    { ...fortnight, feature: 'customers', sees_all: 0, orgs: ['o_2'] },
    [{ session: 's2', used_at: ms('2026-11-03T21:30:00Z'), distinct_id: 'u1' }],
  ],
  ['check', 'at all', {}, [{ one: 1 }]],
];

function uuid(n: number): string {
  return uses[n - 1]?.uuid ?? '';
}

function funnel(days: number): Values {
  const to = at('2026-11-05T00:00:00Z');
  const rest = {
    feature: 'customers',
    first: 'customer_opened',
    second: 'customer_created',
    until: to + days * 86_400,
    within_ms: days * 86_400_000,
  };
  return { ...fortnight, to, ...everyone, ...rest };
}

describe.each(cases)('%s %s', (name, _, values, expected) => {
  test('is what was counted by hand, on ClickHouse', () => {
    expect(rowsOf(name, values)).toEqual(expected);
  });

  test('is the same to the fake', () => {
    expect(faked(name, values)).toEqual(expected);
  });
});

test('every text is tried', () => {
  expect([...new Set(cases.map(([name]) => name))].sort()).toEqual(Object.keys(questions).sort());
});
