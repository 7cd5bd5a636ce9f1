import { isInSpans, type LeafSpan, parseLeaf, parseLeafRanges } from '@/lib/evidence';
import type { Client } from './ledger';

/** What the log itself says was taken out: fields that were erased, and rows beyond their retention. */
export interface Exits {
  /** Whether a leaf of the log says that this field of this leaf was erased. */
  readonly isErased: (leaf: number, field: string) => boolean;
  readonly isExpired: (leaf: number, source: string) => boolean;
}

export async function readExits(sql: Client): Promise<Exits> {
  const rows = await sql<{ entry: string | null }[]>`
    select entry from seal_leaves where kind in ('redaction', 'retention') and kind <> 'row' order by "index"`;
  const redactions: { spans: readonly LeafSpan[]; fields: readonly string[] }[] = [];
  const retentions: { spans: readonly LeafSpan[]; source: string }[] = [];
  for (const { entry } of rows) {
    const leaf = parseLeaf(entry ?? '');
    const spans = parseLeafRanges(leaf?.attributes.leaves ?? '') ?? [];
    if (leaf?.kind === 'redaction') redactions.push({ spans, fields: (leaf.attributes.fields ?? '').split(',') });
    if (leaf?.kind === 'retention') retentions.push({ spans, source: leaf.attributes.source ?? '' });
  }
  return {
    isErased: (leaf, field) => redactions.some(({ spans, fields }) => fields.includes(field) && isInSpans(leaf, spans)),
    isExpired: (leaf, source) => retentions.some((one) => one.source === source && isInSpans(leaf, one.spans)),
  };
}
