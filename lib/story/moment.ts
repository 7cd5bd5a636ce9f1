/** Anything with a time that belongs to a request: an action or a line now, an error or a product event later. */
export interface Moment {
  /** `action:<ref>` or `line:<number>`; unique. */
  readonly ref: string;
  /** RFC 3339 in UTC with six decimals; put right where the clock that told it is known to be wrong. */
  readonly time: string;
  /** What was told, where `time` was put right. */
  readonly toldTime: string | null;
  readonly source: 'audit' | 'logs';
  /** Among moments of the same source and time, the order in which the source has them. */
  readonly place: number;
  /** Which service said so; for actions the producer. */
  readonly service: string | null;
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | null;
  /** In one line. */
  readonly text: string;
  readonly requestId: string | null;
  readonly userId: string | null;
  readonly orgId: string | null;
  readonly method: string | null;
  readonly route: string | null;
  readonly status: number | null;
  readonly durationMs: number | null;
  readonly action: MomentAction | null;
}

/** Who did what, where the moment is an action. */
export interface MomentAction {
  readonly action: string;
  /** As a sentence without who: "changed the plan of customer c_9". */
  readonly deed: string;
  readonly actor: string;
  readonly onBehalfOf: string | null;
  readonly outcome: 'success' | 'failure' | 'unknown';
}

/** What went wrong: a line of level error or fatal, an answer of 500 and more, an action that failed. */
export function isError({ level, status, action }: Moment): boolean {
  return level === 'error' || level === 'fatal' || (status !== null && status >= 500) || action?.outcome === 'failure';
}
