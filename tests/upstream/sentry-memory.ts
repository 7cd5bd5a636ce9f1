import type { FakeSentry } from './fake-sentry';
import type { SentryContract } from './sentry-contract';
import type { Drift } from './sentry-faults';

/** An error as somebody's SDK sent it. */
export interface FakeEvent {
  readonly id: string;
  /** `WEB-1`: the issue that it is of, and by what stands before the number its project. */
  readonly issue: string;
  /** RFC 3339. */
  readonly time: string;
  readonly type: string;
  readonly value: string;
  readonly level?: string;
  readonly platform?: string;
  readonly user?: string;
  readonly trace?: string;
  readonly span?: string;
  readonly replay?: string;
  readonly transaction?: string;
  /** Also `release` and `environment`. */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface FakeReplay {
  /** 32 hex digits. */
  readonly id: string;
  /** RFC 3339. */
  readonly from: string;
  readonly seconds: number;
  readonly user?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly isDeleted?: boolean;
}

export interface FakeSpan {
  readonly trace: string;
  readonly id: string;
  readonly parent: string | null;
  readonly op: string;
  readonly text: string;
  /** Seconds of the epoch. */
  readonly from: number;
  readonly to: number;
  readonly isTransaction?: boolean;
  readonly attributes?: Readonly<Record<string, string>>;
}

export const fakeOrganisation = 'acme';
export const fakeToken = 'sntryu_CANARY-token';

export interface Memory {
  readonly events: FakeEvent[];
  readonly spans: FakeSpan[];
  readonly replays: Map<string, FakeReplay>;
  readonly resolved: Set<string>;
  readonly untraced: Set<string>;
  readonly queries: string[];
  readonly credentials: Set<string>;
  readonly contract: SentryContract | null;
  readonly told: { readonly route: string; readonly told: unknown; readonly drift: Drift | null }[];
  /** Numbers by their names. */
  readonly issues: Map<string, number>;
  readonly projects: Map<string, number>;
}

export type Settings = Pick<FakeSentry, 'sentryFault' | 'drift' | 'elsewhere' | 'wantsProject' | 'lacks' | 'slowBeyondDays'>;

export interface Asked {
  readonly memory: Memory;
  readonly settings: Settings;
  readonly address: string;
}

/** What Sentry makes tags of, beside those that were set. */
export function tagsOf({ tags = {}, level = 'error', transaction, user, replay }: FakeEvent): ReadonlyMap<string, string> {
  const made = { level, transaction, user: user === undefined ? undefined : `id:${user}`, replayId: replay, handled: 'no' };
  return new Map(Object.entries({ ...made, ...tags }).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
}

export function tagKeys(events: readonly FakeEvent[]): readonly string[] {
  return [...new Set(events.flatMap((event) => [...tagsOf(event).keys()]))];
}

export function distinctOf({ events }: Memory, tag: string): ReadonlySet<string> {
  return new Set(events.flatMap(({ tags }) => tags?.[tag] ?? []));
}

export function projectOf({ issue }: FakeEvent): string {
  return projectNamed(issue);
}

export function projectNamed(issue: string): string {
  return issue.replace(/-[^-]*$/, '').toLowerCase();
}

export function firstOf(blank: unknown): Readonly<Record<string, unknown>> {
  return Array.isArray(blank) ? ((blank[0] as Readonly<Record<string, unknown>> | undefined) ?? {}) : {};
}

export function present(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map(String);
  return value === null || value === undefined || value === '' ? [] : [String(value)];
}

/** As a search says times: to the second, with an offset. */
export function offset(time: string): string {
  return `${time.slice(0, 19)}+00:00`;
}
