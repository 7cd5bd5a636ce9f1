import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigError } from './config-error';

/** The fields of an action that a table of another team can give: a column of the table `t`, or an expression over it. */
const mappedColumns = [
  'event_id',
  'created_at',
  'recorded_at',
  'actor_id',
  'actor_type',
  'actor_label',
  'on_behalf_of',
  'action',
  'subject_type',
  'subject_id',
  'subject_label',
  'org_id',
  'request_id',
  'trace_id',
  'feature',
  'surface',
  'outcome',
  'metadata',
  'before',
  'after',
  'changes',
] as const;

export type MappedColumn = (typeof mappedColumns)[number];

/** An audit table of another team, as `docs/audit-sources.md` describes it. */
export interface AuditSource {
  /** What its rows are marked with. */
  readonly name: string;
  readonly url: string;
  /** `schema.table`; a view will do. */
  readonly table: string;
  /** Columns that tell its rows apart. */
  readonly key: readonly string[];
  readonly columns: Readonly<Partial<Record<MappedColumn, string>>>;
}

const expression = z.string().min(1).max(4_000);

const sourceSchema = z
  .strictObject({
    name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/, 'begins with a letter or digit and has up to 50 letters, digits and . _ -'),
    url: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgresql:// address' }).optional(),
    url_from: z.string().min(1).optional(),
    table: z.string().min(1),
    key: z.union([
      z
        .string()
        .min(1)
        .transform((one) => [one]),
      z.array(z.string().min(1)).min(1).max(4),
    ]),
    columns: z
      .strictObject(
        Object.fromEntries(mappedColumns.map((column) => [column, expression.optional()])) as Record<
          MappedColumn,
          z.ZodOptional<typeof expression>
        >,
      )
      .refine(({ created_at, action }) => created_at !== undefined && action !== undefined, 'needs created_at and action'),
  })
  .refine(({ name }) => !/^(tracebook|sample)$/.test(name), { path: ['name'], message: 'is a name of our own' });

const fileSchema = z.strictObject({ audit: z.array(sourceSchema).max(20) });

/** @throws {ConfigError} naming each place that is wrong, never an address */
export function readAuditSources(path: string, env: Readonly<Record<string, string | undefined>>): readonly AuditSource[] {
  const { audit } = fileFrom(path);
  const problems = audit.flatMap(({ name, url, url_from: from }, n) => [
    ...(audit.findIndex((other) => other.name === name) < n ? [`audit.${n}.name ${name} is taken`] : []),
    ...((url === undefined) === (from === undefined) ? [`audit.${n} needs either url or url_from`] : []),
    ...(from !== undefined && !env[from] ? [`audit.${n}.url_from names ${from}, which is not set`] : []),
  ]);
  if (problems.length > 0) throw new ConfigError(problems.map((problem) => `${path}: ${problem}`));
  return audit.map(({ url, url_from: from, ...source }) => ({
    ...source,
    url: url ?? env[from ?? ''] ?? '',
    columns: given(source.columns),
  }));
}

function fileFrom(path: string): z.infer<typeof fileSchema> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError([`TRACEBOOK_SOURCES: ${path} cannot be read: ${(error as Error).message}`]);
  }
  const result = fileSchema.safeParse(content);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map((issue) => `${path}: ${issue.path.join('.')} ${issue.message}`));
}

function given(columns: Record<string, string | undefined>): AuditSource['columns'] {
  return Object.fromEntries(Object.entries(columns).filter(([, text]) => text !== undefined));
}
