import { headers } from 'next/headers';
import { after } from 'next/server';
import { answered } from '@/app/audit/answered';
import { isPartial, type News } from '@/components/audit';
import { beginLook, keepLook, type Look } from '@/lib/accounts';
import { type Filter, negated, type Term, termFor, timeTerm } from '@/lib/address';
import { type ActionPage, countActions } from '@/lib/audit';
import { log } from '@/lib/telemetry';
import type { Viewer } from '@/lib/viewer';

/**
 * What of a list is newer than the viewer's last look; null where there was none. Counted by when things happened, as the list
 * stands; what was recorded since about earlier times is counted apart, because it stands further down. What the viewer did is
 * not counted.
 */
export async function readNews(
  viewer: Viewer,
  look: Look | null,
  { filter, zone }: { filter: Filter; zone: string },
): Promise<News | null> {
  if (!look?.since) return null;
  const { since } = look;
  const asked = [...filter.terms, ...byOthers(viewer, filter)];
  const newer = { terms: [...asked, timeTerm('>', since)] };
  const late = { terms: [...asked, timeTerm('<=', since), timeTerm('>', since, 'recorded')] };
  const found = async (of: Filter) => (await answered(countActions(viewer, { filter: of, zone }))).value;
  const [newerFound, lateFound] = await Promise.all([found(newer), found(late)]);
  return (
    newerFound && {
      since,
      newer: { filter: newer, count: newerFound.count },
      late: lateFound && { filter: late, count: lateFound.count },
      isPartial: isPartial(newerFound),
    }
  );
}

/** What one did oneself is no news, each search least of all; unless one asks for somebody by name. */
function byOthers({ id }: Viewer, { terms }: Filter): readonly Term[] {
  const asksWho = terms.some((term) => 'field' in term && term.field.key === 'actor');
  return asksWho ? [] : [negated(termFor('actor', id))];
}

/** When the viewer last looked. A page that cannot be told so still stands. */
export async function lastLook(viewer: Viewer): Promise<Look | null> {
  return orNull('the last look could not be read', () => beginLook(viewer));
}

/** The newest rows were shown, those of every table, for what a silent one holds was not seen: to a person, not to a browser that fetches ahead of them. */
export async function noteLook(viewer: Viewer, look: Look | null, shown: ActionPage): Promise<void> {
  if (!look || isPartial(shown) || /prefetch|prerender/.test((await headers()).get('sec-purpose') ?? '')) return;
  // Nobody waits for it: the page is sent first.
  after(() => orNull('a look was not remembered', () => keepLook(viewer, look)));
}

async function orNull<T>(failing: string, act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    log('error', failing, { error });
    return null;
  }
}
