import type { LogLine } from '@/lib/log-lines';

/** A line with nothing in it but what is said. */
export function line(given: Partial<LogLine> & { time: string }): LogLine {
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
