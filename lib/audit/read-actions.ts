import { z } from 'zod';
import { AppError } from '@/lib/errors';
import type { ActionInput } from './action';
import { type JsonNode, readJson } from './json-tree';

/** The most that one delivery may hold, in bytes after unpacking and in actions. */
export const mostActionBytes = 1_000_000;
export const mostActions = 5_000;

/** A row that could not be read stands in the place of the action that it would have been. */
export type ReadAction = ActionInput | UnreadAction;

export interface UnreadAction {
  readonly event_id: string | null;
  readonly reason: string;
}

const text = z.string({ error: 'must be a text' }).nullish();
/** Numbers are taken for the text that they are written as: many tables have numeric keys. */
const id = z.union([z.string(), z.number()], { error: 'must be a text or a number' }).nullish();

/** An action as it is sent. What has no field here belongs into `metadata`. */
export const actionInputSchema = z
  .strictObject({
    event_id: id.describe('Unique within the source, so that sending again is harmless. Made up when absent.'),
    created_at: text.describe('When it happened: RFC 3339 with a zone, to the microsecond. The time of arrival when absent.'),
    actor_id: id.describe('Who did it; null for unknown.'),
    actor_type: text.describe('Such as user, system, token or agent.'),
    actor_label: text.describe('What the actor was called at the time.'),
    on_behalf_of: id.describe('As whom the actor acted.'),
    action: z.string({ error: 'must be a text' }).describe('What was done, such as customer.update.'),
    subject_type: text.describe('The kind of thing it was done to.'),
    subject_id: id.describe('Which one.'),
    subject_label: text.describe('What it was called at the time.'),
    org_id: id.describe('Whose data it concerns. May be left out where the token is bound to one organisation.'),
    request_id: id.describe('Of any length.'),
    trace_id: text.describe('W3C trace id.'),
    feature: text,
    surface: text,
    outcome: z.enum(['success', 'failure', 'unknown'], { error: 'must be success, failure or unknown' }).nullish(),
    metadata: z
      .looseObject({}, { error: 'must be an object' })
      .nullish()
      .describe('Anything else, kept digit for digit. `before`, `after`, `changes` and `reason` have a meaning on screen.'),
  })
  .meta({ id: 'ActionInput' });

/**
 * The actions in a body: one object, an array of them, or one a line. Only `metadata` may be deep; its text is kept as it was
 * sent. A row that is no action costs only itself.
 *
 * @throws {AppError} `malformed` when the body as a whole cannot be read, `too-large` for too many rows
 */
export function readActions(body: string, { isLines }: { isLines: boolean }): readonly ReadAction[] {
  const rows = isLines ? rowsInLines(body) : rowsInJson(body);
  if (rows.length === 0) throw new AppError('malformed', 'The body holds no action.');
  if (rows.length > mostActions) throw new AppError('too-large', `One delivery may hold ${mostActions.toLocaleString('en')} actions.`);
  return rows.map(readAction);
}

function rowsInLines(body: string): (JsonNode | null)[] {
  return body
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(readJson);
}

function rowsInJson(body: string): readonly JsonNode[] {
  const node = readJson(body);
  if (node?.kind === 'array') return node.items;
  if (node?.kind === 'object') return [node];
  throw new AppError('malformed', 'The body is one action or an array of them, as JSON; or one a line, as application/x-ndjson.');
}

function readAction(row: JsonNode | null): ReadAction {
  if (row === null) return { event_id: null, reason: 'the line is not JSON' };
  if (row.kind !== 'object') return { event_id: null, reason: 'an action is an object' };
  // Without a prototype, so that a field called __proto__ is a field like any other. The last of two fields counts, as in jsonb.
  const fields: Record<string, JsonNode> = Object.assign(Object.create(null), Object.fromEntries(row.entries));
  const given = Object.fromEntries(Object.entries(fields).map(([name, node]) => [name, plainValue(node)]));
  const result = actionInputSchema.safeParse(given);
  const event_id = textOf(fields.event_id);
  if (!result.success) return { event_id, reason: result.error.issues.map((issue) => reasonFrom(issue, given)).join('; ') };
  const { metadata, outcome } = fields;
  const texts = Object.entries(fields).filter(([name, node]) => name !== 'metadata' && name !== 'outcome' && node.kind !== 'null');
  return {
    ...(Object.fromEntries(texts.map(([name, node]) => [name, textOf(node) ?? ''])) as unknown as ActionInput),
    ...(outcome && outcome.kind !== 'null' ? { outcome: result.data.outcome ?? 'unknown' } : {}),
    ...(metadata && metadata.kind !== 'null' ? { metadata: metadata.text } : {}),
  };
}

/** What the schema is to judge: objects by their kind alone, everything else by its value. */
function plainValue(node: JsonNode): unknown {
  if (node.kind === 'object') return {};
  if (node.kind === 'array' || node.kind === 'folded') return [];
  if (node.kind === 'string') return node.value;
  return node.kind === 'number' ? 0 : node.kind === 'boolean' ? node.text === 'true' : null;
}

function textOf(node: JsonNode | undefined): string | null {
  if (node?.kind === 'string') return node.value;
  return node?.kind === 'number' ? node.text : null;
}

function reasonFrom(issue: z.core.$ZodIssue, given: object): string {
  if (issue.code === 'unrecognized_keys') return `no field is called ${issue.keys.slice(0, 5).join(', ')}; put it into metadata`;
  const name = String(issue.path[0] ?? 'action');
  return Object.hasOwn(given, name) ? `${name} ${issue.message}` : `${name} is missing`;
}
