import {
  type Asked,
  type FakeEvent,
  type FakeReplay,
  type FakeSpan,
  fakeOrganisation,
  type Memory,
  projectNamed,
  projectOf,
  tagsOf,
} from './sentry-memory';

export function issueOf(name: string, { memory, address, settings }: Asked) {
  const mine = memory.events.filter(({ issue }) => issue === name).toSorted((a, b) => (a.time < b.time ? 1 : -1));
  const [newest] = mine;
  const project = projectNamed(name);
  const title = newest ? `${newest.type}: ${newest.value}` : name;
  return {
    id: String(memory.issues.get(name)),
    shortId: name,
    title,
    culprit: newest?.transaction ?? null,
    permalink: `${settings.elsewhere ?? address}/organizations/${fakeOrganisation}/issues/${memory.issues.get(name)}/`,
    level: newest?.level ?? 'error',
    status: memory.resolved.has(name) ? 'resolved' : 'unresolved',
    substatus: 'ongoing',
    platform: newest?.platform ?? 'node',
    project: { id: String(memory.projects.get(project)), name: project, slug: project, platform: 'node' },
    type: 'error',
    issueType: 'error',
    issueCategory: 'error',
    metadata: { type: newest?.type ?? '', value: newest?.value ?? '' },
    ...countsOf(mine),
    stats: { '14d': seriesOf(mine) },
    firstRelease: null,
    lastRelease: newest?.tags?.release ? { version: newest.tags.release } : null,
  };
}

export function countsOf(events: readonly FakeEvent[]) {
  const times = events.map(({ time }) => time).toSorted();
  return {
    count: String(events.length),
    userCount: new Set(events.flatMap(({ user }) => user ?? [])).size,
    firstSeen: times[0] ?? '',
    lastSeen: times.at(-1) ?? '',
  };
}

export function seriesOf(events: readonly FakeEvent[]): readonly (readonly [number, number])[] {
  return byDay(events).map(([day, count]) => [Date.parse(`${day}T00:00:00Z`) / 1_000, count]);
}

export function byDay(events: readonly FakeEvent[]): readonly (readonly [string, number])[] {
  const days = new Map<string, number>();
  for (const { time } of events) days.set(time.slice(0, 10), (days.get(time.slice(0, 10)) ?? 0) + 1);
  return [...days].toSorted();
}

export function summaryOf(event: FakeEvent, memory: Memory) {
  return {
    id: event.id,
    eventID: event.id,
    groupID: String(memory.issues.get(event.issue)),
    projectID: String(memory.projects.get(projectOf(event))),
    title: `${event.type}: ${event.value}`,
    message: '',
    'event.type': 'error',
    platform: event.platform ?? 'node',
    dateCreated: event.time,
    user: event.user === undefined ? null : { id: event.user, email: 'somebody@example.com', username: null, ip_address: '192.0.2.1' },
    tags: [...tagsOf(event)].map(([key, value]) => ({ key, value })),
  };
}

export function eventOf(event: FakeEvent, { memory, blank }: { memory: Memory; blank: Readonly<Record<string, unknown>> }) {
  const frames = [
    {
      filename: 'node:internal',
      absPath: 'node:internal',
      function: 'listen',
      module: null,
      lineNo: 1,
      colNo: 1,
      inApp: false,
      context: [],
    },
    {
      filename: 'src/pay.ts',
      absPath: '/src/pay.ts',
      function: 'pay',
      module: null,
      lineNo: 7,
      colNo: 3,
      inApp: true,
      context: [[7, 'throw it']],
    },
  ];
  const { type, value, trace, span, replay } = event;
  return {
    ...blank,
    ...summaryOf(event, memory),
    type: 'error',
    dateReceived: event.time,
    contexts: {
      ...(trace === undefined ? {} : { trace: { type: 'trace', trace_id: trace, span_id: span ?? '0000000000000001' } }),
      ...(replay === undefined ? {} : { replay: { replay_id: replay } }),
    },
    entries: [
      { type: 'exception', data: { values: [{ type, value, mechanism: { type: 'generic', handled: false }, stacktrace: { frames } }] } },
      { type: 'request', data: { method: 'GET', url: 'https://shop.example.com/pay?card=4111', headers: [['Cookie', 'CANARY']] } },
    ],
    metadata: { type, value },
    errors: [],
    sdk: { name: 'sentry.javascript.node', version: '11.12.0' },
    release: event.tags?.release ? { ...versionBlank, version: event.tags.release } : null,
  };
}

const versionBlank = { versionInfo: null };

export function replayOf({ id, from, seconds, user, tags = {}, isDeleted = false }: FakeReplay, { events }: Memory) {
  const mine = events.filter(({ replay }) => replay === id);
  return {
    // As some servers write it.
    id: id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    project_id: '1',
    started_at: from.replace(/Z$/, ''),
    finished_at: new Date(Date.parse(from) + seconds * 1_000).toISOString(),
    duration: seconds,
    count_errors: mine.length,
    error_ids: mine.map((event) => event.id),
    is_archived: isDeleted,
    user: { id: user ?? null, email: 'somebody@example.com', display_name: 'Somebody', ip: '192.0.2.1' },
    tags: Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, [value]])),
  };
}

export function treesOf(spans: readonly FakeSpan[]): readonly unknown[] {
  const known = new Set(spans.map(({ id }) => id));
  const tree = ({ id, parent, op, text, from, to, isTransaction = false, attributes = {} }: FakeSpan): unknown => ({
    event_id: id,
    event_type: 'span',
    transaction_id: 'ab'.repeat(16),
    project_id: 1,
    project_slug: 'web',
    transaction: text,
    description: text,
    name: op,
    op,
    parent_span_id: parent,
    profile_id: '',
    profiler_id: '',
    sdk_name: 'sentry.javascript.node',
    start_timestamp: from,
    end_timestamp: to,
    duration: (to - from) * 1_000,
    is_transaction: isTransaction,
    measurements: {},
    browser_web_vital: {},
    mobile_app_vital: {},
    errors: [],
    occurrences: [],
    additional_attributes: attributes,
    children: spans.filter((child) => child.parent === id).map(tree),
  });
  return spans.filter(({ parent }) => parent === null || !known.has(parent)).map(tree);
}
