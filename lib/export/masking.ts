import type { ExportFormat, Masking } from '@/lib/address';
import { type PrintedName, printedNames } from '@/lib/audit';

/** What each profile withholds. A field that is withheld is not in the file at all: an empty one would say that there was nothing. */
const withheld: Readonly<Record<Masking, readonly PrintedName[]>> = {
  none: [],
  metadata: ['metadata'],
  people: ['actor_id', 'actor_label', 'on_behalf_of', 'subject_id', 'subject_label', 'metadata'],
};

/** @param format in a bundle the fields are those that were sealed: of another team's table what changed stands beside the metadata */
export function withheldBy(masking: Masking, format: ExportFormat): readonly string[] {
  const names = withheld[masking];
  return format === 'bundle' && names.includes('metadata') ? [...names, 'before', 'after', 'changes'] : names;
}

/** The fields of a file, in their order. */
export function shownUnder(masking: Masking): readonly PrintedName[] {
  return printedNames.filter((name) => !withheld[masking].includes(name));
}
