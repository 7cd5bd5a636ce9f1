import { createHash } from 'node:crypto';
import type { ActionInput, Outcome } from '@/lib/audit';
import { AppError } from '@/lib/errors';
import { instantFrom, readTime, spanOf, zoneFrom } from '@/lib/time';
import { compileExpression, type Expression, reasonOf } from './expression';
import { type Column, columns, type LoadedMap } from './map-file';
import { metadataOf } from './metadata';
import { Rejection } from './rejection';

/** What became of one record. A rejected one says why, in words that follow its line number. */
export type Mapped =
  | { readonly kind: 'action'; readonly input: ActionInput }
  | { readonly kind: 'skipped' }
  | { readonly kind: 'rejected'; readonly reason: string };

export type RecordMapper = (text: string) => Promise<Mapped>;

export interface MappingOptions {
  /** For records in which the map finds no organisation. */
  readonly org?: string;
  /** For times without an offset from UTC. */
  readonly zone?: string;
}

/** Compiles a map once, for any number of records. @throws {AppError} `malformed` naming the expression. */
export function compileMap(map: LoadedMap, options: MappingOptions = {}): RecordMapper {
  if (options.zone !== undefined && zoneFrom(options.zone) === null)
    throw new AppError('malformed', `There is no time zone ${options.zone}; write one like Europe/Berlin.`);
  const skip = map.skip === undefined ? null : compileColumn('skip', map.skip);
  const fields = columns.flatMap((column) => {
    const given = map.columns[column];
    return given === undefined ? [] : [compileColumn(column, given)];
  });
  return async (text) => {
    try {
      const record = readRecord(text);
      if (skip && (await evaluate(skip, record)) === 'true') return { kind: 'skipped' };
      const values = new Map<Column, string>();
      for (const field of fields) {
        // Awaiting costs a turn of the queue, which plain paths need not pay.
        const given = evaluate(field, record);
        const value = given instanceof Promise ? await given : given;
        if (value !== null) values.set(field.column as Column, value);
      }
      return { kind: 'action', input: actionFrom(values, { ...options, text, map }) };
    } catch (error) {
      if (error instanceof Rejection) return { kind: 'rejected', reason: error.message };
      throw error;
    }
  };
}

function readRecord(text: string): unknown {
  let record: unknown;
  try {
    record = JSON.parse(text);
  } catch (error) {
    throw new Rejection(`is not JSON: ${(error as Error).message}`);
  }
  if (typeof record === 'object' && record !== null && !Array.isArray(record)) return record;
  throw new Rejection('is JSON, but not an object');
}

interface Field {
  readonly column: Column | 'skip';
  readonly alternatives: readonly { readonly text: string; readonly expression: Expression }[];
}

function compileColumn(column: Field['column'], given: string | readonly string[]): Field {
  const texts = typeof given === 'string' ? [given] : given;
  return { column, alternatives: texts.map((text) => ({ text, expression: compileExpression(text) })) };
}

/** The first alternative that gives a text, as text; null where none does. */
function evaluate(field: Field, record: unknown, from = 0): string | null | Promise<string | null> {
  for (let index = from; index < field.alternatives.length; index++) {
    const alternative = field.alternatives[index];
    if (!alternative) break;
    const value = alternative.expression(record);
    if (value instanceof Promise) {
      return value.then(
        (settled) => columnText(field, alternative.text, settled) ?? evaluate(field, record, index + 1),
        (error) => {
          if (error instanceof AppError) throw error;
          throw new Rejection(`${field.column}: the expression "${alternative.text}" failed: ${reasonOf(error)}`);
        },
      );
    }
    const text = columnText(field, alternative.text, value);
    if (text !== null) return text;
  }
  return null;
}

function columnText(field: Field, expression: string, value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
    throw new Rejection(`${field.column}: "${expression}" gave a number of more digits than can be read exactly; it must be a text`);
  if (typeof value === 'number') return String(value);
  if (field.alternatives.length > 1) return null;
  const kind = Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
  throw new Rejection(`${field.column}: "${expression}" gave ${kind} where a text, a number or nothing is needed`);
}

interface ActionSource extends MappingOptions {
  readonly text: string;
  readonly map: LoadedMap;
}

function actionFrom(values: ReadonlyMap<Column, string>, { text, org, zone, map }: ActionSource): ActionInput {
  const action = values.get('action');
  if (action === undefined) throw new Rejection('action: the map found none');
  const outcome = values.get('outcome') ?? 'unknown';
  if (!isOutcome(outcome)) throw new Rejection(`outcome: "${outcome.slice(0, 40)}" is none of ${outcomes.join(', ')}`);
  return {
    ...Object.fromEntries(values),
    action,
    outcome,
    created_at: createdAt(values.get('created_at'), zone),
    event_id: values.get('event_id') ?? contentId(text),
    ...(org === undefined || values.has('org_id') ? {} : { org_id: org }),
    metadata: metadataOf(text, map),
  };
}

const outcomes = ['success', 'failure', 'unknown'] as const satisfies readonly Outcome[];

function isOutcome(text: string): text is Outcome {
  return (outcomes as readonly string[]).includes(text);
}

function createdAt(text: string | undefined, zone: string | undefined): string {
  if (text === undefined) throw new Rejection('created_at: the map found none');
  const written = text.replace(/(\.\d{6})\d+/, '$1');
  // Nanoseconds go on as they are: lib/audit cuts them and flags the row.
  if (instantFrom(written)) return text;
  const time = readTime(written);
  if (!time || time.unit === 'year' || time.unit === 'month' || time.unit === 'day')
    throw new Rejection(`created_at: "${text.slice(0, 40)}" is not a point in time`);
  if (time.zone === undefined && zone === undefined)
    throw new Rejection(`created_at: "${text.slice(0, 40)}" has no offset from UTC; name its zone with --zone`);
  return spanOf(time, zone ?? 'UTC').from;
}

/** For records without an ID of their own: the same bytes are the same action, in whatever file they come again. */
function contentId(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}
