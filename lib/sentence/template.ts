import { remembered } from '@/lib/remembered';
import type { Deed, Known, Part } from './deed';
import { subjectParts } from './subject-parts';
import templates from './templates.json';

interface Template {
  /** A name of an action, or a pattern with stars. */
  readonly action: string;
  /** Tried in turn: the first whose gaps can all be filled. */
  readonly says: readonly string[];
}

const shipped: readonly Template[] = Object.entries(templates).map(([action, says]) => ({ action, says: [says].flat() }));

/** What the first template for this action that can be filled says, beginning with its verb; null where none can. */
export function fromTemplate(deed: Deed, known: Known): readonly Part[] | null {
  for (const text of sayingsFor(deed.action)) {
    const parts = fill(text, (gap) => gapParts(gap, deed, known));
    if (parts) return parts;
  }
  return null;
}

const sayingsFor = remembered((name) => shipped.flatMap(({ action, says }) => (isLike(action, name) ? says : [])));

function isLike(pattern: string, action: string): boolean {
  if (!pattern.includes('*')) return pattern === action;
  const [head = '', ...pieces] = pattern.split('*');
  const tail = pieces.pop() ?? '';
  if (!action.startsWith(head) || !action.endsWith(tail) || action.length < head.length + tail.length) return false;
  let at = head.length;
  for (const piece of pieces) {
    const found = action.indexOf(piece, at);
    if (found < 0 || found + piece.length > action.length - tail.length) return false;
    at = found + piece.length;
  }
  return true;
}

/** `{gap}` is filled, `[ … {gap}]` left out where it cannot be. Null where a gap outside of brackets cannot. */
export function fill(text: string, partsFor: (gap: string) => readonly Part[] | null): readonly Part[] | null {
  const parts: Part[] = [];
  for (const [piece] of text.matchAll(/\[[^\]]*\]|\{[^}]*\}|[^[{]+/g)) {
    const filled = piece.startsWith('[') ? (fill(piece.slice(1, -1), partsFor) ?? []) : pieceParts(piece, partsFor);
    if (!filled) return null;
    parts.push(...filled);
  }
  return parts;
}

function pieceParts(piece: string, partsFor: (gap: string) => readonly Part[] | null): readonly Part[] | null {
  return piece.startsWith('{') ? partsFor(piece.slice(1, -1)) : [{ kind: 'words', text: piece }];
}

function gapParts(gap: string, deed: Deed, { meta }: Known): readonly Part[] | null {
  if (gap === 'subject') return subjectParts(deed);
  if (gap === 'id') return deed.subject_id === null ? null : [{ kind: 'subject', text: deed.subject_label ?? deed.subject_id }];
  const value = gap === 'org' ? deed.org_id : gap.startsWith('meta.') ? (meta?.(gap.slice(5).split('.')) ?? null) : null;
  return value === null ? null : [{ kind: 'value', text: value }];
}
