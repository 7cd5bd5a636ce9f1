import type { Ledger, LedgerRow, Place } from './ledger';
import type { Verdict } from './verdict';

const mostNamed = 3;

/** What a ledger tells first: "14 features: 6 earn their keep, 2 growing, 1 fading. Little value at a high cost: exports." */
export function findingOf({ rows }: Pick<Ledger, 'rows'>): string {
  if (rows.length === 0) return 'No feature is known yet.';
  const placed = rows.filter(({ place }) => place !== null);
  const kept = at(rows, 'keep').length;
  const counted = [
    ...(kept > 0 ? [`${kept} earn${kept === 1 ? 's its' : ' their'} keep`] : []),
    ...told.flatMap((verdict) => countedAs(rows, verdict)),
  ];
  const head = `${rows.length.toLocaleString('en')} feature${rows.length === 1 ? '' : 's'}${counted.length > 0 ? `: ${counted.join(', ')}` : ''}.`;
  const dear = at(rows, 'retire').toSorted((a, b) => (b.cost.score ?? 0) - (a.cost.score ?? 0));
  const vital = dear.filter(({ mark }) => mark?.kind === 'vital');
  const doubtful = dear.filter((row) => !vital.includes(row));
  if (placed.length === 0) return `${head} What features cost is unknown, so that none can be judged.`;
  return [
    head,
    ...(doubtful.length > 0 ? [`Little value at a high cost: ${named(doubtful)}.`] : []),
    ...(vital.length > 0 ? [`Seldom used and vital: ${named(vital)}.`] : []),
  ].join(' ');
}

/** What is steady needs no word. */
const told: readonly Verdict[] = ['growing', 'fading', 'silent', 'unused', 'unknown'];

function countedAs(rows: readonly LedgerRow[], verdict: Verdict): readonly string[] {
  const count = rows.filter((row) => row.verdict === verdict).length;
  const words = verdict === 'unused' ? 'switched on and never used' : verdict;
  return count > 0 ? [`${count} ${words}`] : [];
}

function at(rows: readonly LedgerRow[], place: Place): readonly LedgerRow[] {
  return rows.filter((row) => row.place === place);
}

function named(rows: readonly LedgerRow[]): string {
  const names = rows.slice(0, mostNamed).map(({ feature }) => feature);
  const more = rows.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
