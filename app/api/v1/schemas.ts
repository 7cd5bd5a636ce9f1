import { z } from 'zod';
import { costParts, exportFormats, levels, maskings, weightedParts } from '@/lib/address';
import { actionInputSchema, mostActions } from '@/lib/audit';
import { issueStatuses } from '@/lib/issues';

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
    leaf: z.int().nullable().describe('Its leaf in the sealed log; null where it is not sealed (yet), or sealing is not configured.'),
  })
  .meta({ id: 'ActionDetail' });

const verificationFields = {
  id: text,
  kind: z.enum(['whole', 'slice']),
  asked_by: text,
  started_at: time,
  finished_at: time.nullable().describe('Null while it runs.'),
  from_leaf: z.int(),
  to_leaf: z.int().describe('Not included.'),
  checked: z.int().describe('Leaves that were compared so far.'),
  late_rows: z.int().describe('Rows among them that were sealed more than an hour after what they say of their time.'),
  findings: z.int(),
  outcome: z.enum(['as-sealed', 'differs', 'incomplete']).nullable().describe('Incomplete where something could not be looked at.'),
  why: text.nullable(),
};

const verification = z.strictObject(verificationFields).meta({ id: 'Verification' });

const verificationList = z.strictObject({ rows: z.array(verification) }).meta({ id: 'VerificationList' });

const verificationDetail = z
  .strictObject({
    ...verificationFields,
    found: z.array(
      z.strictObject({
        kind: text,
        leaf: z.int().nullable().describe('Null to who does not see every organisation, as is the key.'),
        source: text.nullable().describe('`tracebook` for every row of our own table, as it was sealed.'),
        key: text.nullable(),
        ref: text.nullable().describe('The action as it is now; null where it is gone.'),
        fields: z.array(text).describe('Names of those that are not what was committed to.'),
        detail: text,
      }),
    ),
  })
  .meta({ id: 'VerificationDetail' });

const begun = z.strictObject({ id: text }).meta({ id: 'VerificationBegun' });

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

const exportFields = {
  id: text.describe('Of the export; it also stands in its file.'),
  state: z.enum(['asked', 'running', 'whole', 'interrupted', 'cancelled']).describe('Only a whole one was handed over to its end.'),
  why: text.nullable().describe('Why it did not come to its end.'),
  asked_at: time,
  began_at: time.nullable(),
  ended_at: time.nullable(),
  as_of: time.describe('The moment of which it tells.'),
  viewer: z.strictObject({ kind: z.enum(['person', 'token', 'system']), id: text, label: text }),
  orgs: z.array(text).nullable().describe('Null: of all organisations.'),
  data: z.enum(['real', 'sample']),
  q: text,
  subject: z.strictObject({ type: text.nullable(), id: text }).nullable().describe('Whose history it is.'),
  order: z.enum(['desc', 'asc']),
  tz: text,
  words: text.describe('The question as a sentence.'),
  format: z.enum(exportFormats),
  masking: z.enum(maskings),
  reason: text.nullable(),
  expected: z.int().describe('How many actions there were when it was asked for.'),
  rows: z.int(),
  bytes: z.int(),
  deliveries: z.int().describe('How often it was handed out, whole or in part.'),
  sha256: text.nullable().describe('Of the whole file.'),
};

const exportRow = z.strictObject(exportFields).meta({ id: 'Export' });
const exportDetail = z
  .strictObject({ ...exportFields, manifest: text.nullable().describe('The text of the manifest, once it is whole.') })
  .meta({ id: 'ExportDetail' });
const exportPage = z.strictObject({ rows: z.array(exportRow), next: z.null() }).meta({ id: 'ExportPage' });

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

const issueFields = {
  id: text.describe('Its name in its store.'),
  short_id: text.nullable().describe('`WEB-41`, where the store gives such names.'),
  title: text,
  type: text.nullable(),
  culprit: text.nullable().describe('The function and the module, or the transaction, in which it happened.'),
  level: z.enum(levels).nullable(),
  status: text.describe('`unresolved`, `resolved`, `ignored`, or what else the store says.'),
  substatus: text.nullable().describe('`new`, `ongoing`, `regressed`, `escalating` and so on.'),
  project: text,
  platform: text.nullable(),
  first_seen: time.nullable(),
  last_seen: time.nullable(),
  events: cappedCount.describe('As far as they may be seen by who asks.'),
  users: cappedCount.nullable().describe('People who were hit; null where nobody is named in the events.'),
  features: z.array(text),
  releases: z.array(text),
  environments: z.array(text),
  trend: z.array(z.strictObject({ day: text, events: z.int() })).describe('The last 14 days of UTC without gaps, oldest first.'),
  trust: z.enum(['server', 'client']).describe('`client` where every event came by a public key: then only the browser says so.'),
  permalink: text.nullable().describe('Where the store shows it to people.'),
};

const issue = z.strictObject(issueFields).meta({ id: 'Issue' });

const issuePage = z
  .strictObject({
    rows: z.array(issue),
    next: text.nullable().describe('The cursor of the next page, for `after`; null at the end.'),
    previous: z.null().describe('Pages of issues lead onwards only.'),
    count: cappedCount.nullable().describe('Null where the store does not count.'),
    caveats: z.array(caveat).describe('Why these may not be all, or not the newest.'),
  })
  .meta({ id: 'IssuePage' });

const errorEventFields = {
  id: text.describe('Its name in its store.'),
  event_id: text.describe('32 hex digits, as the SDK made it.'),
  time: time.describe('When it happened; when it arrived where the event does not say, which is flagged.'),
  issue_id: text.nullable(),
  short_id: text.nullable(),
  project: text,
  type: text.nullable(),
  message: text,
  level: z.enum(levels).nullable(),
  transaction: text.nullable(),
  request_id: text.nullable(),
  trace_id: text.nullable(),
  span_id: text.nullable(),
  session_id: text.nullable(),
  replay_id: text.nullable(),
  user_id: text.nullable(),
  org_id: text.nullable(),
  release: text.nullable(),
  environment: text.nullable(),
  feature: text.nullable(),
  surface: text.nullable(),
  trust: z.enum(['server', 'client']),
  flags: z.array(text).describe('What had to be changed before it could be kept, and what is odd about it.'),
};

const errorEvent = z.strictObject(errorEventFields).meta({ id: 'ErrorEvent' });

const errorEventPage = z
  .strictObject({
    rows: z.array(errorEvent),
    next: text.nullable().describe('The cursor of the next page, for `after`; null at the end.'),
    previous: z.null().describe('Pages of events lead onwards only.'),
    caveats: z.array(caveat),
  })
  .meta({ id: 'ErrorEventPage' });

const frame = z.strictObject({
  function: text.nullable(),
  module: text.nullable(),
  filename: text.nullable(),
  line: z.int().nullable(),
  column: z.int().nullable(),
  in_app: z.boolean(),
  context: text.nullable().describe('The line of source, where the event carries it.'),
});

const issueDetail = z
  .strictObject({
    ...issueFields,
    event: z
      .strictObject({
        ...errorEventFields,
        platform: text.nullable(),
        is_handled: z.boolean().nullable(),
        exceptions: z
          .array(z.strictObject({ type: text.nullable(), value: text.nullable(), frames: z.array(frame) }))
          .describe('The last one thrown first, and in each the place where it was thrown first.'),
        tags: z.array(z.strictObject({ key: text, value: text })),
        request: z.strictObject({ method: text.nullable(), path: text.nullable() }).nullable(),
        sdk: text.nullable(),
      })
      .nullable()
      .describe('The newest one; null where none is kept any more.'),
    tags: z.array(z.strictObject({ key: text, values: z.array(z.strictObject({ value: text, events: z.int() })) })),
    hit: z
      .array(z.strictObject({ user_id: text, org_id: text.nullable(), events: z.int(), last_seen: time }))
      .describe('People who were hit, those hit most first, at most 20.'),
    caveats: z.array(caveat),
  })
  .meta({ id: 'IssueDetail' });

const status = z.enum(issueStatuses);

export const statusInputSchema = z
  .strictObject({ id: text.max(200).describe('Its name, or its short ID.'), status })
  .meta({ id: 'IssueStatusInput' });

const issueStatus = z.strictObject({ id: text, status }).meta({ id: 'IssueStatus' });

const syncReport = z
  .strictObject({
    outcome: z
      .enum(['done', 'partly', 'elsewhere', 'running'])
      .describe('`partly`: the next goes on from there. `elsewhere`: somebody else is reading. `running`: it goes on.'),
    days_read: z.int(),
    windows_counted: z.int(),
    why: text.nullable().describe('Why it is not done with everything.'),
  })
  .meta({ id: 'SyncReport' });

const month = text.regex(/^[12]\d{3}-(0[1-9]|1[0-2])$/).describe('A calendar month of UTC, `2026-10`.');
const changes = z.int().min(0).max(2_000_000_000);

export const churnInputSchema = z
  .strictObject({
    project: text.min(1).max(200).describe('What the repository is called here.'),
    since: month.describe('The first of the months that are told; what is not among the rows did not change since.'),
    rows: z
      .array(
        z.strictObject({
          feature: text.min(1).max(200),
          month,
          commits: changes,
          authors: changes,
          added: changes.describe('Lines.'),
          removed: changes.describe('Lines.'),
        }),
      )
      .max(50_000),
  })
  .meta({ id: 'ChurnInput' });

const churnReceipt = z.strictObject({ project: text, since: text, features: z.int() }).meta({ id: 'ChurnReceipt' });

const count = z.int().nullable().describe('Null where it is unknown, which is not 0.');
const day = text.describe('A calendar day of the zone.');
const trend = z.array(z.strictObject({ day, events: z.int(), users: z.int().nullable() })).describe('Every day, oldest first.');
const score = z.number().nullable().describe('0 to 100; null where nothing is known.');

const featureFields = {
  feature: text,
  events: count,
  events_without_user: count,
  users: count.describe('People, each once. The same user ID in two organisations is two.'),
  returning_users: count.describe('Of them, who came on two days or more.'),
  orgs: count,
  surfaces: count,
  first_used: time.nullable(),
  last_used: time.nullable(),
  before: z.strictObject({ events: z.int(), users: z.int() }).nullable().describe('In as many days just before.'),
  trend,
  verdict: z.enum(['growing', 'steady', 'fading', 'silent', 'unused', 'retired', 'unknown']),
  place: z.enum(['keep', 'fix', 'watch', 'retire']).nullable(),
  value: score,
  cost: z
    .strictObject({ score, ...Object.fromEntries(costParts.map((part) => [part, count])) })
    .describe('Errors, people hit by them, error lines, slow requests, actions by hand, changed lines of code.'),
  mark: z
    .strictObject({ feature: text, kind: z.enum(['vital', 'enabled', 'retired']), reason: text, marked_by: text, marked_at: time })
    .nullable(),
  confidence: z.strictObject({ level: z.enum(['high', 'fair', 'low']), blind_spots: z.array(text) }),
};

const feature = z.strictObject(featureFields).meta({ id: 'Feature' });

const featureUse = z.strictObject({
  feature: text.nullable(),
  events: z.int(),
  events_without_user: z.int(),
  users: z.int(),
  returning_users: z.int(),
  orgs: z.int(),
  surfaces: z.int(),
  first_used: time.nullable(),
  last_used: time.nullable(),
  before: z.strictObject({ events: z.int(), users: z.int() }),
  trend,
});

const surfaceUse = z
  .strictObject({ feature: text.nullable(), surface: text.nullable(), events: z.int(), users: z.int(), last_used: time.nullable() })
  .meta({ id: 'SurfaceUse' });

const costReadings = z
  .record(text, z.strictObject({ verdict: text, caveats: z.array(caveat), why: text.nullable() }))
  .describe('What came of asking for each part of the costs: `found`, `none`, or why it is unknown.');

const ledger = z
  .strictObject({
    rows: z.array(feature),
    next: z.null().describe('All features are told at once.'),
    finding: text,
    from: day,
    to: day,
    as_of: time.describe('Until when events are counted.'),
    costs_as_of: text.describe('When costs were counted.'),
    coverage: z.strictObject({ events: z.int(), with_feature: z.int(), with_user: z.int(), bots: z.int().optional() }),
    untagged: featureUse.nullable().describe('Events that carry no feature.'),
    weights: z.strictObject(Object.fromEntries(weightedParts.map((part) => [part, z.int()]))),
    readings: costReadings,
    caveats: z.array(caveat),
  })
  .meta({ id: 'Ledger' });

const featureDetail = z
  .strictObject({
    ...featureFields,
    surfaces_used: z.array(surfaceUse),
    orgs_using: z.array(z.strictObject({ org_id: text.nullable(), events: z.int(), users: z.int(), last_used: time })),
    events_by_name: z.array(z.strictObject({ event: text, events: z.int(), users: z.int() })),
    cohorts: z
      .array(z.strictObject({ week: day, users: z.int(), returned: z.array(z.int()) }))
      .describe('Who was new in each week, and how many of them came again in each week after.'),
    sharing: z.array(surfaceUse).describe('Uses of its surfaces by other features.'),
    markers: z.array(z.strictObject({ day, kind: z.enum(['deploy', 'release']), words: text })),
    churn: z.strictObject({ commits: z.int(), authors: z.int().describe('Of one month, at most.'), lines: z.int() }).nullable(),
    from: day,
    to: day,
    as_of: time,
    costs_as_of: text,
    readings: costReadings,
    caveats: z.array(caveat),
  })
  .meta({ id: 'FeatureDetail' });

const surfacePage = z.strictObject({ rows: z.array(surfaceUse), next: z.null(), from: day, to: day }).meta({ id: 'SurfacePage' });

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
          source: z.enum(['audit', 'logs', 'issues', 'usage']),
          service: text.nullable(),
          level: z.enum(levels).nullable(),
          text,
          org_id: text.nullable(),
          user_id: text.nullable(),
          request_id: text.nullable(),
          error: z
            .strictObject({
              issue_id: text.nullable(),
              short_id: text.nullable(),
              hit: cappedCount.nullable().describe('People whom the issue hit.'),
              first_seen: time.nullable(),
              news: z.enum(['first', 'new', 'regression']).nullable(),
              trust: z.enum(['server', 'client']),
              replay: text.nullable().describe('Where the replay is played.'),
            })
            .nullable()
            .describe('What is known of its issue, where it is an error event.'),
          use: z
            .strictObject({
              feature: text.nullable(),
              surface: text.nullable(),
              trust: z.enum(['server', 'client']),
              replay: text.nullable().describe('Where the replay is played.'),
            })
            .nullable()
            .describe('Of what and where, where it is a product event.'),
          story: z.int().describe('Its place in `stories`, from 0.'),
        }),
      ),
      next: text.nullable().describe('For `after`; null at the end.'),
    }),
    spans: z
      .array(
        z.strictObject({
          id: text,
          parent_id: text.nullable(),
          trace_id: text,
          time,
          duration_ms: z.number(),
          op: text.nullable(),
          description: text,
          project: text,
          is_transaction: z.boolean(),
          status: text.nullable(),
        }),
      )
      .describe('The work within the trace, as far as it was sent.'),
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
  exportRow,
  exportDetail,
  exportPage,
  facet,
  line,
  lineDetail,
  linePage,
  lineFacet,
  logReceipt,
  issue,
  issueDetail,
  issuePage,
  issueStatus,
  issueStatusInput: statusInputSchema,
  errorEvent,
  errorEventPage,
  syncReport,
  churnInput: churnInputSchema,
  churnReceipt,
  ledger,
  feature,
  featureDetail,
  surfaceUse,
  surfacePage,
  dossier,
  delivery,
  receipt,
  verification,
  verificationList,
  verificationDetail,
  begun,
  session,
  problem,
};
