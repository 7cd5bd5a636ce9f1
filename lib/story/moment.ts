/** Anything with a time that belongs to a request: an action, a line, an error event, a transaction, a product event. */
export interface Moment {
  /** `action:<ref>`, `line:<number>`, `error:<name>`, `span:<id>` or `use:<name>`; unique. */
  readonly ref: string;
  /** RFC 3339 in UTC with six decimals; put right where the clock that told it is known to be wrong. */
  readonly time: string;
  /** What was told, where `time` was put right. */
  readonly toldTime: string | null;
  readonly source: 'audit' | 'logs' | 'issues' | 'usage';
  /** Among moments of the same source and time, the order in which the source has them. */
  readonly place: number;
  /** Which service said so; for actions the producer, for errors and product events the project. */
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
  readonly error: MomentError | null;
  readonly use: MomentUse | null;
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

/** Which issue it is, and what is known of that, where the moment is an error event. */
export interface MomentError {
  readonly issueId: string | null;
  readonly shortId: string | null;
  /** People whom the issue hit; null where nobody is named. */
  readonly hit: { readonly value: number; readonly capped: boolean } | null;
  readonly firstSeen: string | null;
  /** Whether this is the first of its kind, or the issue is new or came back after it was resolved. */
  readonly news: 'first' | 'new' | 'regression' | null;
  /** `client`: it came by a public key, so that only the browser says so. */
  readonly trust: 'server' | 'client';
  /** Where the replay is played. */
  readonly replayHref: string | null;
}

/** Of what, and where, where the moment is a product event. */
export interface MomentUse {
  readonly feature: string | null;
  readonly surface: string | null;
  /** `client`: it came by a public key, so that only the browser says so. */
  readonly trust: 'server' | 'client';
  /** Where the replay is played, at this second. */
  readonly replayHref: string | null;
}

/** What went wrong: a line or an error event of level error or fatal, an answer of 500 and more, an action that failed. */
export function isError({ level, status, action }: Moment): boolean {
  return level === 'error' || level === 'fatal' || (status !== null && status >= 500) || action?.outcome === 'failure';
}
