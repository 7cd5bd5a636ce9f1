import type { Page } from '@/lib/paging';
import type { Caveat } from '@/lib/reading';

/** One product event as screens and the API show it. Times are RFC 3339 in UTC with six decimals. */
export interface ProductEvent {
  /** Its name in its store. */
  readonly id: string;
  /** The UUID that the SDK gave it. */
  readonly event_id: string;
  readonly time: string;
  readonly source: string;
  readonly event: string;
  /** The distinct id; null where the event names nobody. */
  readonly user_id: string | null;
  readonly session_id: string | null;
  readonly feature: string | null;
  readonly surface: string | null;
  readonly org_id: string | null;
  readonly request_id: string | null;
  /** `client`: only the browser says so. */
  readonly trust: 'server' | 'client';
  readonly flags: readonly string[];
}

/** The recording of a session. */
export interface SessionReplay {
  readonly session_id: string;
  /** Where it is played from its beginning. */
  readonly href: string;
  /** Null where that is not known; then there may be no recording either. */
  readonly started_at: string | null;
}

export interface FeatureReplay extends SessionReplay {
  /** When the feature was first used in it. */
  readonly used_at: string;
  readonly duration_ms: number;
  readonly user_id: string | null;
}

/** How much a feature was used between two instants. People are counted once, however often they came: they do not add up over days. */
export interface FeatureUse {
  /** Null stands for events that carry no `feature`. */
  readonly feature: string | null;
  readonly events: number;
  readonly events_without_user: number;
  /** The same user id in two organisations is two people. */
  readonly users: number;
  /** Of them, who came on two days or more. */
  readonly returning_users: number;
  readonly orgs: number;
  readonly surfaces: number;
  /** Ever, as far as events are kept; null where it was never used. */
  readonly first_used: string | null;
  readonly last_used: string | null;
  /** Events and people in the stretch of the same length just before, to compare with. */
  readonly before: { readonly events: number; readonly users: number };
  /** Calendar days of the zone without gaps, oldest first. Null users where a store cannot tell them for these days. */
  readonly trend: readonly { readonly day: string; readonly events: number; readonly users: number | null }[];
}

export interface SurfaceUse {
  readonly feature: string | null;
  readonly surface: string | null;
  readonly events: number;
  readonly users: number;
  readonly last_used: string | null;
}

export interface FeatureUsePage extends Page<FeatureUse> {
  /** Until when events are counted: what happened later may be missing. */
  readonly as_of: string;
  /** How many events there were, and how many of them carry a feature, and a user; `bots` are more than those, where a store can tell. */
  readonly coverage: { readonly events: number; readonly with_feature: number; readonly with_user: number; readonly bots?: number };
  readonly caveats: readonly Caveat[];
}

/** What the page of one feature shows besides. */
export interface FeatureDetail extends FeatureUse {
  readonly surfaces_used: readonly SurfaceUse[];
  readonly orgs_using: readonly {
    readonly org_id: string | null;
    readonly events: number;
    readonly users: number;
    readonly last_used: string;
  }[];
  readonly events_by_name: readonly { readonly event: string; readonly events: number; readonly users: number }[];
  /** Weeks (Monday to Sunday of the zone), oldest first: how many people were new in it, and how many of them came again in each week after. */
  readonly cohorts: readonly { readonly week: string; readonly users: number; readonly returned: readonly number[] }[];
  readonly as_of: string;
  readonly caveats: readonly Caveat[];
}
