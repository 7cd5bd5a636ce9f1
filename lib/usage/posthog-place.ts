import { createHash } from 'node:crypto';
import { config } from '@/lib/config';
import { type Posthog, posthog } from '@/lib/posthog';

/** The PostHog that stands in the place of our own tables. */
export interface PosthogPlace {
  readonly remote: Posthog;
  /** By which what it counted is kept. Another project, or other names of tags, are another source. */
  readonly source: string;
  readonly zones: readonly string[];
  readonly days: number;
}

/** One for each address, so that what it learned of its failures stays known; a server bundle that holds this module again learns anew. */
const known = new Map<string, PosthogPlace>();

/** Null where none does. */
export function posthogPlace(): PosthogPlace | null {
  const address = config().usage.posthog;
  if (!address) return null;
  const { base, project, orgTag, tags, zones, days } = address;
  const name = JSON.stringify({ ...address, base: base.href });
  const found = known.get(name);
  if (found) return found;
  const kept = JSON.stringify([base.href, project, orgTag, tags.feature, tags.surface, tags.request]);
  const source = createHash('sha256').update(kept).digest('base64url').slice(0, 22);
  const place = { remote: posthog(address), source, zones, days };
  known.set(name, place);
  return place;
}
