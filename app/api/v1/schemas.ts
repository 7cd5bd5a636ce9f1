import { z } from 'zod';
import { levels } from '@/lib/address';
import { actionInputSchema, mostActions } from '@/lib/audit';

/** The shapes of the API, as it answers them (docs/api.md). Those of requests are the very schemas that judge them. */
const text = z.string();
const time = z.string().describe('RFC 3339 in UTC with six decimals.');
const outcome = z.enum(['success', 'failure', 'unknown']);

const actionFields = {
  ref: text.describe('The address of the action: `<source>~<key>`.'),
  event_id: text,
  created_at: time.describe('What the producer says. RFC 3339 in UTC with six decimals.'),
  recorded_at: time.nullable().describe('When it was stored; null where a table of another team does not tell.'),
  actor_id: text.nullable(),
  actor_type: text.nullable(),
  actor_label: text.nullable(),
  on_behalf_of: text.nullable(),
  action: text,
  subject_type: text.nullable(),
  subject_id: text.nullable(),
  subject_label: text.nullable(),
  org_id: text.nullable(),
  request_id: text.nullable(),
  trace_id: text.nullable(),
  feature: text.nullable(),
  surface: text.nullable(),
  outcome,
  source: text,
  import_id: text.nullable(),
  flags: z.array(text).describe('What had to be changed before it could be stored, and what is odd about it.'),
};

const action = z.strictObject(actionFields).meta({ id: 'Action' });

const actionDetail = z
  .strictObject({
    ...actionFields,
    metadata: z.unknown().describe('As it is stored, digit for digit.'),
    leaf: z.null().describe('Where it stands in the sealed log; null until sealing exists.'),
  })
  .meta({ id: 'ActionDetail' });

const cappedCount = z.strictObject({ value: z.int(), capped: z.boolean().describe('Whether there are more than `value`.') });

const actionPage = z
  .strictObject({
    rows: z.array(action),
    next: text.nullable().describe('The cursor of the next page, for `after`; null at the end.'),
    previous: text.nullable().describe('The cursor of the page before, for `before`; null at the beginning.'),
    count: cappedCount,
    sources: z
      .array(
        z.strictObject({
          name: text,
          verdict: z.enum(['found', 'none', 'unavailable', 'not-recorded']).describe('Rows of a table that is unavailable are missing.'),
          count: cappedCount.nullable(),
          why: text.nullable(),
          since: time.nullable(),
        }),
      )
      .describe('What came of asking each audit table of another team.'),
  })
  .meta({ id: 'ActionPage' });

const facet = z
  .strictObject({
    by: text,
    rows: z.array(z.strictObject({ value: text.nullable(), count: z.int() })),
    distinct: cappedCount,
    sampled: z.boolean().describe('Whether only the newest matching rows were counted.'),
    since: time.nullable().describe('The oldest of those, when sampled.'),
    missing: z.array(text).describe('Audit tables of other teams that gave no answer: what they hold is not counted.'),
  })
  .meta({ id: 'Facet' });

const lineFields = {
  id: text.describe('Its number. Lines of one microsecond stand in the order of these.'),
  time: time.describe('What the logger says, unless `flags` say otherwise. RFC 3339 in UTC with six decimals.'),
  recorded_at: time.describe('When it arrived.'),
  source: text,
  service: text.nullable(),
  level: z.enum(levels).nullable(),
  message: text.describe('In a list up to 2,000 characters of it.'),
  request_id: text.nullable(),
  trace_id: text.nullable(),
  span_id: text.nullable(),
  user_id: text.nullable(),
  org_id: text.nullable(),
  session_id: text.nullable(),
  feature: text.nullable(),
  surface: text.nullable(),
  method: text.nullable(),
  route: text.nullable(),
  status: z.int().nullable(),
  duration_ms: z.number().nullable(),
  flags: z.array(text).describe('What had to be changed before it could be kept, and what is odd about it.'),
};

const line = z.strictObject(lineFields).meta({ id: 'Line' });

const lineDetail = z
  .strictObject({
    ...lineFields,
    attributes: z.looseObject({}).describe('What no field is for, digit for digit.'),
    raw: text.describe('As it came, but for what was redacted, up to 8,192 characters.'),
  })
  .meta({ id: 'LineDetail' });

const caveat = z.strictObject({ kind: z.enum(['lagging', 'not-sampled', 'beyond-retention', 'truncated']), why: text });

const linePage = z
  .strictObject({
    rows: z.array(line),
    next: text.nullable().describe('The cursor of the next page, for `after`; null at the end.'),
    previous: text.nullable().describe('The cursor of the page before, for `before`; null at the beginning.'),
    count: cappedCount,
    caveats: z.array(caveat).describe('Why these may not be all that match up to here.'),
  })
  .meta({ id: 'LinePage' });

const { missing: _missing, ...facetFields } = facet.shape;
const lineFacet = z.strictObject(facetFields).meta({ id: 'LineFacet' });

const counts = z.record(text, z.int());
const logReceipt = z
  .strictObject({
    accepted: z.int().describe('Lines that are committed.'),
    rejected: z.int().describe('Lines that are not, and need not be sent again.'),
    reasons: counts.describe('How many were rejected for each reason.'),
    first: z.array(z.strictObject({ position: z.int().describe('From 0.'), reason: text })).describe('The first 20 of the rejected.'),
    redacted: counts.describe('How often each rule took something out.'),
  })
  .meta({ id: 'LogReceipt' });

const reading = z.strictObject({
  verdict: z
    .enum(['found', 'none', 'not-sampled', 'beyond-retention', 'lagging', 'unavailable', 'not-configured', 'not-recorded'])
    .describe('`none` means searched and nothing there; trouble never reads as `none`.'),
  count: cappedCount.nullable(),
  caveats: z.array(caveat),
  why: text.nullable(),
  since: time.nullable(),
});

const dossier = z
  .strictObject({
    id: text,
    complete: z.boolean(),
    completeness: text.describe('Whether that is all, and why not, in one sentence.'),
    readings: z.strictObject({ audit: reading, logs: reading, issues: reading, usage: reading }),
    stories: z.array(
      z.strictObject({
        apart: text.nullable().describe('Why this is told apart from the others under the same ID.'),
        ending: z.enum(['over', 'going-on', 'unknown']),
        summary: z.array(z.strictObject({ text, moments: z.array(text).describe('The moments that say so.') })),
        lanes: z.array(z.strictObject({ service: text, count: z.int(), errors: z.int(), first: time, last: time })),
        clocks: z
          .array(z.strictObject({ service: text, behind: text, offset_ms: z.number(), uncertainty_ms: z.number(), requests: z.int() }))
          .describe('Clocks that are behind, as the requests that two services share tell it; times are put right by them.'),
      }),
    ),
    moments: z.strictObject({
      rows: z.array(
        z.strictObject({
          ref: text,
          time,
          told_time: time.nullable().describe('What the service wrote, where its clock was put right.'),
          order_is_certain: z.boolean().describe('False where it may have come before the moment before it.'),
          source: z.enum(['audit', 'logs']),
          service: text.nullable(),
          level: z.enum(levels).nullable(),
          text,
          org_id: text.nullable(),
          user_id: text.nullable(),
          request_id: text.nullable(),
          story: z.int().describe('Its place in `stories`, from 0.'),
        }),
      ),
      next: text.nullable().describe('For `after`; null at the end.'),
    }),
  })
  .meta({ id: 'Dossier' });

const delivery = z.union([actionInputSchema, z.array(actionInputSchema).min(1).max(mostActions)]).meta({ id: 'Delivery' });

const receipt = z
  .strictObject({
    rows: z.array(
      z.union([
        z.strictObject({ event_id: text, ref: text, result: z.enum(['created', 'repeated', 'conflict']) }),
        z.strictObject({ event_id: text.nullable(), ref: z.null(), result: z.literal('rejected'), reason: text }),
      ]),
    ),
  })
  .meta({ id: 'Receipt' });

const session = z
  .strictObject({
    kind: z.enum(['person', 'token', 'system']),
    id: text,
    label: text,
    permissions: z.array(text),
    orgs: z.array(text),
    source: text.nullable(),
  })
  .meta({ id: 'Session' });

const problem = z
  .strictObject({
    type: text,
    title: text,
    status: z.int(),
    detail: text.optional(),
    request_id: text.describe('To be quoted when asking somebody.'),
    errors: z.array(z.strictObject({ at: text, message: text })).optional(),
  })
  .meta({ id: 'Problem' });

export const schemas = {
  action,
  actionDetail,
  actionPage,
  facet,
  line,
  lineDetail,
  linePage,
  lineFacet,
  logReceipt,
  dossier,
  delivery,
  receipt,
  session,
  problem,
};
