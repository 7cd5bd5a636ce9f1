import { visibleText } from '@/lib/visible-text';
import type { Deed, Known, Part } from './deed';
import { failureReason } from './failure-reason';
import { fromName } from './from-name';
import { fromTemplate } from './template';
import { pastOf, verbOf } from './words';

/** Who did what to what, in parts: "zoe as u_9 tried to delete customer c_9 and failed: AccessDenied". Without a full stop. */
export function sentenceOf(deed: Deed, known: Known = {}): readonly Part[] {
  return [...actorParts(deed, known), { kind: 'words', text: ' ' }, ...deedParts(deed, known)];
}

/** The same as text, in which nothing is invisible. */
export function sentenceText(deed: Deed, known: Known = {}): string {
  return textOf(sentenceOf(deed, known));
}

/** Only what was done: "created customer c_9". */
export function deedText(deed: Deed, known: Known = {}): string {
  return textOf(deedParts(deed, known));
}

function textOf(parts: readonly Part[]): string {
  return parts.map(({ text }) => visibleText(text)).join('');
}

function actorParts({ actor_id: id, actor_label: label, on_behalf_of: as }: Deed, { names }: Known): readonly Part[] {
  const actor: Part = id === null && label === null ? { kind: 'words', text: 'somebody' } : { kind: 'actor', text: label ?? id ?? '' };
  return as === null ? [actor] : [actor, { kind: 'words', text: ' as ' }, { kind: 'as', text: names?.get(as) ?? as }];
}

function deedParts(deed: Deed, known: Known): readonly Part[] {
  const [first, ...rest] = fromTemplate(deed, known) ?? fromName(deed, known);
  if (!first) return [];
  const isFailure = deed.outcome === 'failure';
  const verb = first.text.split(' ')[0] ?? '';
  if (isFailure && verbOf(verb) === 'fail') return [{ kind: 'words', text: pastOf(first.text) }, ...rest, ...reasonParts(known)];
  if (!isFailure) return [{ kind: 'words', text: pastOf(first.text) }, ...rest];
  return [{ kind: 'words', text: `tried to ${first.text}` }, ...rest, { kind: 'words', text: ' and failed' }, ...reasonParts(known)];
}

function reasonParts({ meta }: Known): readonly Part[] {
  const reason = meta ? failureReason(meta) : null;
  return reason === null
    ? []
    : [
        { kind: 'words', text: ': ' },
        { kind: 'value', text: reason },
      ];
}
