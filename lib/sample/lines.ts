import type { LogLine } from '@/lib/log-lines';
import type { SampleAction } from './happening';
import { randomFrom } from './random';

/** A line of the sample and the source it comes from. */
export interface SampleLine {
  readonly source: string;
  readonly line: LogLine;
}

const seed = 20_261_123;

/**
 * What the services of the story logged while they did what its actions say: the request that came in, what was done, and how it was
 * answered. Of the last days of the month alone, as no logs are kept for longer anyway.
 */
export function sampleLines(actions: readonly SampleAction[], { since }: { since: string }): readonly SampleLine[] {
  const random = randomFrom(seed);
  const byRequest = new Map<string, SampleAction[]>();
  for (const action of actions) {
    const { created_at: time = '', request_id: request } = action.input;
    if (time >= since && request) byRequest.set(request, [...(byRequest.get(request) ?? []), action]);
  }
  const lines = [...byRequest.values()].flatMap((done) => linesOf(done, random.between(8, 240)));
  return lines.sort((a, b) => (a.line.time < b.line.time ? -1 : 1));
}

function linesOf(actions: readonly SampleAction[], tookMs: number): SampleLine[] {
  const [first, last] = [actions[0], actions.at(-1)];
  if (!first || !last) return [];
  const hasFailed = actions.some(({ input }) => input.outcome === 'failure');
  const [subject = 'action'] = first.input.action.split(/[.:]/);
  const route = `/${first.input.feature ?? 'app'}/${subject}`.replaceAll('_', '-');
  const asked = { method: 'POST', route };
  const answered = {
    ...asked,
    status: hasFailed ? 422 : 200,
    durationMs: tookMs + 3,
    level: hasFailed ? ('warn' as const) : ('info' as const),
  };
  return [
    lineOf(first, { message: `POST ${route}`, ...asked }, { afterMs: -tookMs, service: 'web' }),
    ...actions.map((action) => {
      const failed = action.input.outcome === 'failure';
      const said = failed ? `${action.input.action} refused` : `${action.input.action} done`;
      return lineOf(action, { message: said, level: failed ? 'error' : 'info' }, { afterMs: -1 });
    }),
    lineOf(last, { message: `POST ${route} answered`, ...answered }, { afterMs: 3, service: 'web' }),
  ];
}

function lineOf(
  { source, input }: SampleAction,
  said: Partial<LogLine> & { message: string },
  { afterMs, service = source.slice('sample/'.length) }: { afterMs: number; service?: string },
): SampleLine {
  const { created_at: told = '', request_id, trace_id, actor_id, org_id, feature, surface, subject_id, subject_type } = input;
  const time = shifted(told, afterMs);
  const line: LogLine = {
    time,
    service,
    level: 'info',
    requestId: request_id ?? null,
    traceId: trace_id ?? null,
    spanId: null,
    userId: actor_id ?? null,
    orgId: org_id ?? null,
    sessionId: null,
    feature: feature ?? null,
    surface: surface ?? null,
    method: null,
    route: null,
    status: null,
    durationMs: null,
    attributes: JSON.stringify(subject_id ? { subject: { type: subject_type, id: subject_id } } : {}),
    raw: JSON.stringify({ level: said.level ?? 'info', time, msg: said.message, request_id }),
    flags: [],
    ...said,
  };
  return { source: `sample/${service}`, line };
}

/** The microseconds stay as they are. */
function shifted(time: string, ms: number): string {
  return `${new Date(Date.parse(time) + ms).toISOString().slice(0, 23)}${time.slice(23)}`;
}
