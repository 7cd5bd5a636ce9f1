import { z } from 'zod';
import { defaultLimit, exportFormats, ledgerSorts, maskings, maxLimit } from '@/lib/address';
import { version } from '@/lib/config';
import { schemas } from './schemas';

/** The OpenAPI 3.1 document of the API, made from the schemas that its requests and answers have. */
export function description() {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tracebook',
      version,
      description:
        'Who changed what, what was logged, what broke, and what is used. Lists are paged by cursors, errors are problem+json (RFC 9457).',
    },
    security: [{ bearer: [] }],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'An API token, made under Settings or by `tracebook token create`.' },
      },
      schemas: componentsFrom(),
    },
    paths,
  };
}

const q = { name: 'q', in: 'query', description: 'A filter, as in the search box (docs/search.md).', schema: { type: 'string' } };
const tz = { name: 'tz', in: 'query', description: 'The time zone in which days begin.', schema: { type: 'string', default: 'UTC' } };
const data = { name: 'data', in: 'query', description: 'What is real, or the sample.', schema: { enum: ['real', 'sample'] } };
const list = [
  q,
  tz,
  data,
  { name: 'order', in: 'query', schema: { enum: ['desc', 'asc'], default: 'desc' } },
  { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: maxLimit, default: defaultLimit } },
  { name: 'after', in: 'query', description: 'The `next` of a page.', schema: { type: 'string' } },
  { name: 'before', in: 'query', description: 'The `previous` of a page.', schema: { type: 'string' } },
];

const days = [
  {
    name: 'from',
    in: 'query',
    description: 'A day of the zone, included; 30 days before `to` where nothing is said.',
    schema: { type: 'string' },
  },
  { name: 'to', in: 'query', description: 'A day of the zone, included; today where nothing is said.', schema: { type: 'string' } },
  { name: 'asof', in: 'query', description: 'The day on which one looks: what came later takes no part.', schema: { type: 'string' } },
];

const refused = { description: 'A refusal, in words.', content: { 'application/problem+json': { schema: refTo('Problem') } } };

const paths = {
  '/api/v1/actions': {
    get: reads('List actions', list, 'ActionPage'),
    post: {
      summary: 'Record actions',
      description: 'Idempotent by `event_id`. Answers for each row, after commit. One a line as application/x-ndjson is read too.',
      requestBody: {
        required: true,
        content: { 'application/json': { schema: refTo('Delivery') }, 'application/x-ndjson': { schema: { type: 'string' } } },
      },
      responses: responsesOf('Receipt'),
    },
  },
  '/api/v1/action': { get: reads('One action', [required('ref', 'The reference of an action.'), data], 'ActionDetail') },
  '/api/v1/actions/facets': {
    get: reads(
      'The commonest values',
      [
        required('by', '`day`, a key such as `actor`, or a path such as `meta.ip`.'),
        q,
        tz,
        data,
        { name: 'limit', in: 'query', schema: { type: 'integer' } },
      ],
      'Facet',
    ),
  },
  '/api/v1/actions/export': {
    get: answersFile('Take a list of actions away as a file', [
      q,
      { name: 'format', in: 'query', schema: { enum: exportFormats, default: 'csv' } },
      { name: 'masking', in: 'query', description: 'What is left out.', schema: { enum: maskings, default: 'none' } },
      { name: 'reason', in: 'query', description: 'What it is for; some installations ask for one.', schema: { type: 'string' } },
      { name: 'id', in: 'query', description: 'The history of one thing.', schema: { type: 'string' } },
      { name: 'type', in: 'query', description: 'Its type.', schema: { type: 'string' } },
      { name: 'order', in: 'query', schema: { enum: ['desc', 'asc'], default: 'desc' } },
      tz,
      data,
    ]),
  },
  '/api/v1/export': { get: reads('One export, with its manifest', [required('id', 'Of the export.')], 'ExportDetail') },
  '/api/v1/export/file': {
    get: answersFile('The file of an export again, or what is missing of it', [
      required('id', 'Of the export.'),
      { name: 'range', in: 'header', description: '`bytes=N-`, of CSV and JSON Lines.', schema: { type: 'string' } },
    ]),
  },
  '/api/v1/exports': { get: reads('Who took what away, the newest first', [], 'ExportPage') },
  '/api/v1/subjects/history': {
    get: reads(
      'Who changed this',
      [required('id', 'Which one.'), { name: 'type', in: 'query', schema: { type: 'string' } }, ...list],
      'ActionPage',
    ),
  },
  '/api/v1/dossier': {
    get: reads(
      'Everything known about one ID',
      [
        required('id', 'A request, trace or session ID, or a text that holds one.'),
        { name: 'source', in: 'query', schema: { enum: ['audit', 'logs', 'issues'] } },
        { name: 'service', in: 'query', schema: { type: 'string' } },
        { name: 'after', in: 'query', description: 'The `next` of the moments.', schema: { type: 'string' } },
        { name: 'whole', in: 'query', description: 'All moments at once.', schema: { enum: ['1'] } },
        data,
      ],
      'Dossier',
    ),
  },
  '/api/v1/logs': {
    get: reads(
      'List lines',
      [
        ...list,
        { name: 'from', in: 'query', description: 'A time, included.', schema: { type: 'string' } },
        { name: 'to', in: 'query', description: 'A time, not included.', schema: { type: 'string' } },
      ],
      'LinePage',
    ),
    post: takes('Send lines', 'One record a line, as pino, structlog and others write them. Answers after commit.', 'application/x-ndjson'),
  },
  '/api/v1/logs/vercel': {
    post: takes('Drain logs of Vercel', 'An array of records, or one a line; signed where the drain has a secret.', 'application/json'),
  },
  '/api/v1/line': { get: reads('One line', [required('id', 'The number of a line.'), data], 'LineDetail') },
  '/api/v1/logs/facets': {
    get: reads(
      'The commonest values of lines',
      [
        required('by', '`day`, a key such as `service`, or a path such as `attr.db`.'),
        q,
        tz,
        data,
        { name: 'limit', in: 'query', schema: { type: 'integer' } },
      ],
      'LineFacet',
    ),
  },
  '/api/v1/issues': {
    get: reads(
      'List issues',
      [
        q,
        tz,
        data,
        {
          name: 'sort',
          in: 'query',
          description: 'The most first.',
          schema: { enum: ['last', 'first', 'events', 'users'], default: 'last' },
        },
        { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 50 } },
        { name: 'after', in: 'query', description: 'The `next` of a page.', schema: { type: 'string' } },
      ],
      'IssuePage',
    ),
  },
  '/api/v1/issue': { get: reads('One issue', [required('id', 'Its name, or its short ID.'), data], 'IssueDetail') },
  '/api/v1/issue/status': {
    post: {
      summary: 'Resolve, ignore or reopen an issue',
      description: 'Recorded as an action. 501 where issues are in Sentry, with where to do it there.',
      requestBody: { required: true, content: { 'application/json': { schema: refTo('IssueStatusInput') } } },
      responses: responsesOf('IssueStatus'),
    },
  },
  '/api/v1/issues/events': {
    get: reads(
      'List error events, newest first',
      [
        q,
        tz,
        data,
        { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: maxLimit, default: defaultLimit } },
        { name: 'after', in: 'query', description: 'The `next` of a page.', schema: { type: 'string' } },
      ],
      'ErrorEventPage',
    ),
  },
  '/api/v1/usage/features': {
    get: reads(
      'The ledger of features',
      [
        q,
        ...days,
        tz,
        data,
        { name: 'sort', in: 'query', description: 'The most first.', schema: { enum: ledgerSorts, default: 'earns' } },
        { name: 'weights', in: 'query', description: 'Like `people:3,orgs:2;errors:3`, each 0 to 10.', schema: { type: 'string' } },
        { name: 'format', in: 'query', schema: { enum: ['json', 'csv'], default: 'json' } },
      ],
      'Ledger',
    ),
  },
  '/api/v1/usage/feature': {
    get: reads('One feature', [required('name', 'What it is called.'), q, ...days, tz, data], 'FeatureDetail'),
  },
  '/api/v1/usage/sync': {
    post: {
      summary: 'Read from PostHog at once',
      description: 'Waits two seconds for it at most. 501 where there is no PostHog.',
      responses: responsesOf('SyncReport'),
    },
  },
  '/api/v1/usage/churn': {
    post: {
      summary: 'Tell how much the code of features was changed',
      description: 'In place of what was known of the repository since that month. Answers after commit.',
      requestBody: { required: true, content: { 'application/json': { schema: refTo('ChurnInput') } } },
      responses: responsesOf('ChurnReceipt'),
    },
  },
  '/api/v1/usage/surfaces': {
    get: reads(
      'Where features are used',
      [{ name: 'feature', in: 'query', description: 'Of one feature alone.', schema: { type: 'string' } }, q, ...days, tz, data],
      'SurfacePage',
    ),
  },
  '/api/v1/checkpoint': { get: gives('The latest checkpoint', 'A signed note, as C2SP tlog-checkpoint has it.', { type: 'text/plain' }) },
  '/api/v1/consistency': {
    get: gives('That one tree is the beginning of another', 'The consistency proof of RFC 6962, base64, one hash a line.', {
      type: 'text/plain',
      parameters: [
        { name: 'from', in: 'query', required: true, description: 'The size of the smaller tree.', schema: { type: 'integer' } },
        {
          name: 'to',
          in: 'query',
          description: 'That of the larger one; of the latest checkpoint where nothing is said.',
          schema: { type: 'integer' },
        },
      ],
    }),
  },
  '/api/v1/proof': {
    get: gives('That a leaf is in the log', 'A C2SP tlog-proof with the latest checkpoint.', {
      type: 'text/plain',
      parameters: [{ name: 'leaf', in: 'query', required: true, description: 'As an action tells it.', schema: { type: 'integer' } }],
    }),
  },
  '/api/v1/tile/{path}': {
    get: gives('Hashes of the tree', 'A tile of C2SP tlog-tiles: `0/x001/x234/067`, or `0/000.p/5`. The slashes stand as they are.', {
      type: 'application/octet-stream',
      parameters: [{ name: 'path', in: 'path', required: true, schema: { type: 'string' } }],
    }),
  },
  '/api/v1/verifier': {
    get: gives('The verifier of bundles', 'One file, to be kept elsewhere than the exports that it checks (docs/evidence.md).', {
      type: 'application/octet-stream',
      parameters: [{ name: 'file', in: 'query', required: true, schema: { enum: ['verify.mjs', 'verify.html'] } }],
    }),
  },
  '/api/v1/verifications': {
    get: reads('The last verifications', [], 'VerificationList'),
    post: {
      summary: 'Verify everything that is sealed',
      description: 'Begins; how it goes is told under its number.',
      responses: {
        202: { description: 'Begun.', content: { 'application/json': { schema: refTo('VerificationBegun') } } },
        default: responsesOf('Problem').default,
      },
    },
  },
  '/api/v1/verification': {
    get: reads('One verification, with what it found', [required('id', 'Its number.')], 'VerificationDetail'),
  },
  '/api/v1/session': { get: reads('Who is asking', [], 'Session') },
};

function reads(summary: string, parameters: readonly object[], answer: string) {
  return { summary, parameters, responses: responsesOf(answer) };
}

/** A stream that ends with its trailer, or breaks off (docs/export-format.md). */
function answersFile(summary: string, parameters: readonly object[]) {
  const types = ['text/csv', 'application/x-ndjson', 'application/vnd.apache.parquet', 'text/html', 'application/zip'];
  const content = Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' } }]));
  return { summary, parameters, responses: { 200: { description: 'The file.', content }, default: refused } };
}

/** What is no JSON. */
function gives(summary: string, explanation: string, { type, parameters = [] }: { type: string; parameters?: readonly object[] }) {
  const schema = type === 'application/octet-stream' ? { type: 'string', format: 'binary' } : { type: 'string' };
  const responses = { 200: { description: 'As asked.', content: { [type]: { schema } } }, default: responsesOf('Problem').default };
  return { summary, description: explanation, parameters, responses };
}

/** Lines, in a body whose shape is the logger's. */
function takes(summary: string, explanation: string, contentType: string) {
  const parameters = [
    { name: 'zone', in: 'query', description: 'Of times without an offset.', schema: { type: 'string', default: 'UTC' } },
    { name: 'service', in: 'query', description: 'Of lines that name none.', schema: { type: 'string' } },
  ];
  const requestBody = { required: true, content: { [contentType]: { schema: { type: 'string' } } } };
  return { summary, description: explanation, parameters, requestBody, responses: responsesOf('LogReceipt') };
}

function responsesOf(answer: string) {
  return {
    200: { description: 'As asked.', content: { 'application/json': { schema: refTo(answer) } } },
    default: refused,
  };
}

function required(name: string, description: string) {
  return { name, in: 'query', required: true, description, schema: { type: 'string' } };
}

function refTo(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}

/** By their ids; `$id` and `$schema` belong to documents of their own. */
function componentsFrom(): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const schema of Object.values(schemas)) registry.add(schema, { id: idOf(schema) });
  const { schemas: made } = z.toJSONSchema(registry, { io: 'input', uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(Object.entries(made).map(([id, { $id: _, $schema: __, ...schema }]) => [id, schema]));
}

function idOf(schema: z.ZodType): string {
  const { id } = z.globalRegistry.get(schema) ?? {};
  if (!id) throw new Error('A schema of the description has no id.');
  return id;
}
