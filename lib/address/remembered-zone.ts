import { zoneFrom } from '@/lib/time';
import { actionGrammar, issueGrammar } from './grammar';
import { parseFilter } from './parse-filter';

/**
 * The same address in the zone that its reader's browser remembers. Null where it is to be taken as it stands: it names a zone;
 * its question names times, which meant those of UTC to whoever sent it; or it is a page of a list that began so.
 */
export function inRememberedZone(address: URL, remembered: string | undefined): string | null {
  const zone = zoneFrom(remembered ?? '');
  const params = new URLSearchParams(address.search);
  if (
    zone === null ||
    zone === 'UTC' ||
    ['tz', 'after', 'before', 'from', 'to', 'asof'].some((name) => params.has(name)) ||
    namesTimes(params.get('q'))
  )
    return null;
  params.set('tz', zone);
  return `${address.pathname}?${params}`;
}

/** By a key of time, whatever kind of record is asked for. */
function namesTimes(q: string | null): boolean {
  const keys = new Set(['created', 'recorded', 'first', 'last']);
  return [actionGrammar, issueGrammar].some((grammar) =>
    parseFilter<string, string>(q ?? '', grammar).terms.some((term) => 'field' in term && keys.has(term.field.key)),
  );
}
