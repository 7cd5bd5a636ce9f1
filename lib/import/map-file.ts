import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '@/lib/errors';
import cloudtrail from './maps/cloudtrail.json';
import github from './maps/github.json';
import kubernetes from './maps/kubernetes.json';
import own from './maps/own.json';
import posthog from './maps/posthog.json';
import wikipedia from './maps/wikipedia.json';

/** The maps that come with Tracebook, by the names that `--map` takes. */
export const shippedMaps = { cloudtrail, github, kubernetes, own, posthog, wikipedia } as const;

/** Columns that a map can fill. */
export const columns = [
  'event_id',
  'created_at',
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
] as const;

export type Column = (typeof columns)[number];

const expression = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);

const path = z.string().regex(/^[^.]+(\.[^.]+)*$/, 'must be names of members with dots between');

const mapFile = z.strictObject({
  /** Also the name of the source of the actions, unless `--source` gives another. */
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/, 'must be lower-case letters, digits, dots and dashes'),
  description: z.string().optional(),
  /** The member that holds the records where a file is an object around a list, as in {"Records": [...]}. */
  records: z.string().min(1).optional(),
  /** Records for which this gives true are counted and left out. */
  skip: expression.optional(),
  /** Per column an expression, or a list of them of which the first that gives something holds. */
  columns: z.strictObject({ ...optionalColumns(), action: expression }),
  /** The member that is the metadata. Without this the whole record is. */
  metadata: z.string().min(1).optional(),
  /** Where a record says what changed: paths of members whose values also become these members of the metadata. */
  diff: z.strictObject({ before: path, after: path, changes: path }).partial().optional(),
});

function optionalColumns(): Record<Column, z.ZodOptional<typeof expression>> {
  return Object.fromEntries(columns.map((column) => [column, expression.optional()])) as ReturnType<typeof optionalColumns>;
}

export type MapFile = z.infer<typeof mapFile>;

export interface LoadedMap extends MapFile {
  /** Name and digest: an import that was stopped goes on only under the very same map. */
  readonly identity: string;
}

/** A shipped map by its name, or one from a file. @throws {AppError} `not-found`, `malformed` with every problem of the file. */
export async function loadMap(nameOrFile: string): Promise<LoadedMap> {
  return readMap(await mapText(nameOrFile), nameOrFile);
}

async function mapText(nameOrFile: string): Promise<string> {
  if (Object.hasOwn(shippedMaps, nameOrFile)) return JSON.stringify(shippedMaps[nameOrFile as keyof typeof shippedMaps]);
  try {
    return await readFile(nameOrFile, 'utf8');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : String((error as Error).message);
    throw new AppError('not-found', `There is no map ${nameOrFile}: ${why}, and none of ${Object.keys(shippedMaps).join(', ')}.`);
  }
}

export function readMap(text: string, name: string): LoadedMap {
  const result = mapFile.safeParse(parseJson(text, name));
  if (result.success) {
    const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
    return { ...result.data, identity: `${result.data.name}@${digest}` };
  }
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  throw new AppError('malformed', `The map ${name} cannot be used. ${problems.join('; ')}.`);
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('malformed', `The map ${name} is not JSON: ${(error as Error).message}.`);
  }
}
