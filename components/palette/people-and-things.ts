import { actorHref, auditHref, type CommonParams, parseFilter, subjectHref } from '@/lib/address';
import type { Entry } from './entry';

/** Of a row of `GET /api/v1/actions`, what says who and what. */
export interface Named {
  readonly actor_id: string | null;
  readonly actor_label: string | null;
  readonly subject_type: string | null;
  readonly subject_id: string | null;
  readonly subject_label: string | null;
}

const mostRows = 50;
const mostEach = 5;

/** Where actions are listed that mention what was typed; null where that is too little, or more than a name. */
export function mentionsHref(typed: string, params: CommonParams): string | null {
  const text = typed.trim();
  if (text.length < 2 || text.length > 80 || /["\\:]/.test(text)) return null;
  const filter = parseFilter(`"${text}"`);
  return `/api/v1/actions${auditHref({ filter, ...params, limit: mostRows }).slice('/audit'.length)}`;
}

/** The actors and subjects among these rows whose name or ID holds what was typed, most recent first. */
export function namedIn(rows: readonly Named[], typed: string, params: CommonParams): readonly Entry[] {
  const text = typed.trim().toLowerCase();
  const fits = (...names: readonly (string | null)[]) => names.some((name) => name?.toLowerCase().includes(text));
  const actors = rows.flatMap(({ actor_id: id, actor_label: label }): Entry[] =>
    id !== null && fits(id, label) ? [{ group: 'Actors', ...nameOf(id, label), does: { href: actorHref(id, params) } }] : [],
  );
  const subjects = rows.flatMap(({ subject_type: type, subject_id: id, subject_label: label }): Entry[] =>
    id !== null && fits(id, label)
      ? [{ group: 'Subjects', ...nameOf(id, label, type), does: { href: subjectHref({ type, id }, params) } }]
      : [],
  );
  return [...once(actors), ...once(subjects)];
}

function nameOf(id: string, label: string | null, type: string | null = null): Pick<Entry, 'label' | 'help' | 'isCode'> {
  const what = type === null ? id : `${type} ${id}`;
  return label === null || label === id ? { label: id, help: type ?? '', isCode: true } : { label, help: what, isCode: false };
}

/** By where they lead; of several names the newest. */
function once(entries: readonly Entry[]): readonly Entry[] {
  const isSame = (one: Entry) => (other: Entry) => JSON.stringify(one.does) === JSON.stringify(other.does);
  return entries.filter((entry, at) => entries.findIndex(isSame(entry)) === at).slice(0, mostEach);
}
