import { type CostPart, costParts, daysTerm, type Filter, lineGrammar, parseFilter } from '@/lib/address';
import { type Facet, listFacet } from '@/lib/audit';
import { AppError } from '@/lib/errors';
import { type ErrorsByFeature, errorsByFeature } from '@/lib/issues';
import { type LineFacet, listLineFacets } from '@/lib/logs';
import { may, type Permission, type Viewer } from '@/lib/viewer';
import type { CostReading } from './evidence';
import { listChurn } from './feature-churn';

/** Calendar days of the zone, both included. */
export interface Days {
  readonly from: string;
  readonly to: string;
  readonly zone: string;
}

/** A request is slow from here on, in milliseconds. */
const slowMs = 1_000;
const mostFeatures = 1_000;

/** What features cost, asked of every source at once. What a source cannot tell is said, and is not zero. */
export async function readCosts(viewer: Viewer, days: Days): Promise<readonly CostReading[]> {
  const [errors, lines, slow, actions, churn] = await Promise.all([
    heard(viewer, ['errors', 'hit'], 'issues:read', () => readErrors(viewer, days)),
    heard(viewer, ['lines'], 'logs:read', () => readLines(viewer, days, { part: 'lines', asks: 'level:error,fatal' })),
    heard(viewer, ['slow'], 'logs:read', () => readLines(viewer, days, { part: 'slow', asks: `duration:>=${slowMs}` })),
    heard(viewer, ['actions'], 'audit:read', () => readActions(viewer, days)),
    readChurn(viewer, days),
  ]);
  const all = [...errors, ...lines, ...slow, ...actions, churn];
  return costParts.flatMap((part) => all.filter((reading) => reading.part === part));
}

type Told = readonly CostReading[];

/** A source that is silent, or that this viewer may not ask, leaves its parts unknown; all else is thrown as it comes. */
async function heard(viewer: Viewer, parts: readonly CostPart[], needs: Permission, ask: () => Promise<Told>): Promise<Told> {
  if (!may(viewer, needs)) return parts.map((part) => untold(part, 'not-recorded', `it needs the permission ${needs}`));
  try {
    return await ask();
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-implemented')
      return parts.map((part) => untold(part, 'not-recorded', error.message));
    if (!(error instanceof AppError) || (error.code !== 'unavailable' && error.code !== 'needs-narrowing')) throw error;
    const why = error.code === 'unavailable' ? error.message : 'there is too much of it to be counted over these days';
    return parts.map((part) => untold(part, 'unavailable', why));
  }
}

function untold(part: CostPart, verdict: CostReading['reading']['verdict'], why: string): CostReading {
  return { part, counts: new Map(), isWhole: false, reading: { verdict, caveats: [], why } };
}

function told(part: CostPart, counts: ReadonlyMap<string, number>, caveats: CostReading['reading']['caveats'] = []): CostReading {
  return { part, counts, isWhole: true, reading: { verdict: counts.size > 0 ? 'found' : 'none', caveats, why: null } };
}

async function readErrors(viewer: Viewer, days: Days): Promise<Told> {
  const found = await errorsByFeature(viewer, days);
  if (found === null)
    return (['errors', 'hit'] as const).map((part) => untold(part, 'not-recorded', 'this store does not count errors by feature'));
  if (!found.carriesFeatures)
    return (['errors', 'hit'] as const).map((part) => untold(part, 'not-recorded', 'no error has ever named a feature'));
  return [told('errors', new Map(found.rows.map(({ feature, events }) => [feature, events])), found.caveats), hitFrom(found)];
}

/** Where the errors of a feature name nobody, it is not known whom they hit. */
function hitFrom({ rows, caveats }: ErrorsByFeature): CostReading {
  const named = rows.flatMap(({ feature, users }) => (users === null ? [] : [[feature, users] as const]));
  if (rows.length > 0 && named.length === 0) return untold('hit', 'not-recorded', 'its errors name nobody');
  const isWhole = named.length === rows.length;
  return { ...told('hit', new Map(named), caveats), isWhole };
}

async function readLines(viewer: Viewer, { from, to, zone }: Days, { part, asks }: { part: CostPart; asks: string }): Promise<Told> {
  const between = daysTerm(from, to);
  const facetOf = async (text: string) => {
    const filter = { terms: [...parseFilter(text, lineGrammar).terms, between] };
    const [facet] = await listLineFacets(viewer, { by: [{ key: 'feature' }], filter, zone, limit: mostFeatures });
    return facet ?? null;
  };
  const facet = await facetOf(asks);
  if (facet && countsIn(facet).size > 0) return [told(part, countsIn(facet), caveatsOf(facet, 'lines'))];
  const any = await facetOf('');
  return any && countsIn(any).size > 0 ? [told(part, new Map())] : [untold(part, 'not-recorded', 'no line of these days names a feature')];
}

/** By people: what programs and Tracebook itself do costs nobody a hand. */
const byHand = parseFilter('-source:tracebook -actor_type:system,job,cron,scheduler,worker,service,machine,token,apikey,agent,bot').terms;

async function readActions(viewer: Viewer, { from, to, zone }: Days): Promise<Told> {
  const facetOf = (terms: Filter['terms']) =>
    listFacet(viewer, { by: { key: 'feature' }, filter: { terms: [...terms, daysTerm(from, to)] }, zone, limit: mostFeatures });
  const facet = await facetOf(byHand);
  if (countsIn(facet).size > 0) return [told('actions', countsIn(facet), [...caveatsOf(facet, 'actions'), ...missingFrom(facet)])];
  const any = await facetOf([]);
  return countsIn(any).size > 0
    ? [told('actions', new Map())]
    : [untold('actions', 'not-recorded', 'no action of these days names a feature')];
}

function countsIn({ rows }: Pick<Facet, 'rows'>): ReadonlyMap<string, number> {
  return new Map(rows.flatMap(({ value, count }) => (value === null ? [] : [[value, count] as const])));
}

function caveatsOf({ sampled, since }: LineFacet | Facet, noun: string): CostReading['reading']['caveats'] {
  return sampled ? [{ kind: 'truncated', why: `only the newest ${noun} were counted${since === null ? '' : `, back to ${since}`}` }] : [];
}

function missingFrom({ missing }: Facet): CostReading['reading']['caveats'] {
  return missing.map((name) => ({ kind: 'truncated', why: `${name} gave no answer` }));
}

async function readChurn(viewer: Viewer, { from, to }: Days): Promise<CostReading> {
  if (!may(viewer, 'org:*')) return untold('churn', 'not-recorded', 'code belongs to no organisation');
  const rows = await listChurn(viewer, { from: from.slice(0, 7), to: to.slice(0, 7) });
  if (rows.length === 0) return untold('churn', 'not-configured', 'nothing was ever counted: npx tracebook churn');
  // A folder that was never counted may be called otherwise.
  return { ...told('churn', new Map(rows.map(({ feature, lines }) => [feature, lines]))), isWhole: false };
}
