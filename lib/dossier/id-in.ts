import { recognise } from '@/lib/address';

/** What an ID may be that a dossier is opened for. */
const opened = new Set(['request', 'trace', 'session', 'sentry-event']);

/** The ID in anything pasted, likeliest first; the text itself where nothing in it has a form that is known. Null where it is empty. */
export function idIn(text: string): { readonly id: string; readonly others: readonly string[] } | null {
  const pasted = text.trim();
  if (pasted === '') return null;
  const ids = [...new Set(recognise(pasted).flatMap(({ kind, id }) => (opened.has(kind) ? [id] : [])))];
  const [first, ...others] = ids;
  return { id: first ?? pasted.slice(0, mostCharacters), others };
}

const mostCharacters = 20_000;
