import type { NewLine } from '@/lib/logs';

/** A line with nothing in it but what is said. */
export function line(given: Partial<NewLine> & { time: string }): NewLine {
  return {
    service: null,
    level: 'info',
    message: '',
    requestId: null,
    traceId: null,
    spanId: null,
    userId: null,
    orgId: null,
    sessionId: null,
    feature: null,
    surface: null,
    method: null,
    route: null,
    status: null,
    durationMs: null,
    attributes: '{}',
    raw: '',
    flags: [],
    ...given,
  };
}
