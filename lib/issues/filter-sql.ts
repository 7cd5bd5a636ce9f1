import { type SQL, sql } from 'drizzle-orm';
import { type Field, type FieldTerm, type IssueFilter, type IssueKey, type IssueRoot, levels, type Term, type Value } from '@/lib/address';
import {
  globPattern,
  isLike,
  type JsonValues,
  jsonCondition,
  jsonPaths,
  jsonPresence,
  mayHoldLeaf,
  mostIndexedSteps,
  timeCondition,
  wordsCondition,
} from '@/lib/filter-sql';
import { shortId } from './columns';

type IssueTerm = Term<IssueKey, IssueRoot>;

/** Keys that say something of an issue as a whole; all others say something of its events. */
const ofIssues = ['is', 'project', 'issue', 'first', 'last', 'trust'] as const satisfies readonly IssueKey[];
type KeyOfIssues = (typeof ofIssues)[number];
type KeyOfEvents = Exclude<IssueKey, KeyOfIssues>;

/**
 * A filter over issues, as a condition on `i`, a row of `countsFor`. An issue is meant where one of its events is what all terms about
 * events say together; what is negated says something of that event too. Unreadable terms take no part.
 */
export function issueCondition({ terms }: IssueFilter, { zone, visible }: { zone: string; visible: SQL }): SQL {
  const own = terms.filter(isOfIssues);
  const ofEvents = terms.filter((term) => term.kind !== 'unreadable' && !isOfIssues(term));
  const conditions = own.map((term) => conditionOf(term, zone, issueTerm));
  if (ofEvents.length > 0) {
    const event = all(ofEvents.map((term) => conditionOf(term, zone, eventTerm)));
    conditions.push(sql`i.id in (select a.issue_id from error_events a where ${visible} and ${event})`);
  }
  return all(conditions);
}

/** The same over error events, as a condition on `a`; what is said of issues holds for the issues of the events. */
export function eventCondition({ terms }: IssueFilter, { zone, counts }: { zone: string; counts: SQL }): SQL {
  const readable = terms.filter((term) => term.kind !== 'unreadable');
  // Which project and how far it is believed stand in an event too, and which issue it is.
  const isDirect = (term: IssueTerm) => 'field' in term && ['project', 'trust', 'issue'].includes(term.field.key);
  const ofIssue = readable.filter((term) => isOfIssues(term) && !isDirect(term));
  const conditions = readable.filter((term) => !ofIssue.includes(term)).map((term) => conditionOf(term, zone, eventTerm));
  if (ofIssue.length > 0) {
    const issue = all(ofIssue.map((term) => conditionOf(term, zone, issueTerm)));
    conditions.push(sql`a.issue_id in (select i.id from ${counts} as i where ${issue})`);
  }
  return all(conditions);
}

function isOfIssues(term: IssueTerm): boolean {
  return 'field' in term && !('path' in term.field) && ofIssues.some((key) => key === term.field.key);
}

function all(conditions: readonly SQL[]): SQL {
  return conditions.length === 0 ? sql`true` : sql.join([...conditions], sql` and `);
}

function conditionOf(term: IssueTerm, zone: string, positive: (term: IssueTerm, zone: string) => SQL): SQL {
  const condition = positive(term, zone);
  return term.kind !== 'unreadable' && term.isNegated ? sql`(${condition}) is not true` : sql`(${condition})`;
}

/** What was resolved and is seen again, in what this viewer may see, is not resolved. */
const isBack = sql`i.state = 'resolved' and i.last_seen > i.settled_until`;

export const status = sql`case when ${isBack} then 'unresolved' else coalesce(i.state, 'unresolved') end`;

/** For a week an issue is new, or has come back by itself; then it goes on. What came back after it was resolved waits for somebody. */
export const substatus = sql`case when ${isBack} then 'regressed' when i.state is not null then null
  when i.regressed_at > now() - interval '7 days' then 'regressed' when i.first_seen > now() - interval '7 days' then 'new' else 'ongoing' end`;

const issueTrust = sql`case when i.server_events = 0 then 'client' else 'server' end`;

function issueTerm(term: IssueTerm, zone: string): SQL {
  if (term.kind === 'has') return sql`true`;
  if (term.kind !== 'field' || 'path' in term.field) return sql`false`;
  const { key } = term.field;
  return anyOf(term.values, (value) => {
    switch (key) {
      case 'first':
        return timeCondition(sql`i.first_seen`, value, zone);
      case 'last':
        return timeCondition(sql`i.last_seen`, value, zone);
      case 'is':
        return sql`${textCondition(status, value)} or ${textCondition(substatus, value)}`;
      case 'issue':
        return issueNamed({ project: sql`i.project`, id: sql`i.id` }, value);
      case 'trust':
        return textCondition(issueTrust, value);
      default:
        return textCondition(sql`i.project`, value);
    }
  });
}

/** Which column of an event a key stands for: the only way from a key to a name in SQL. */
const columnOf = {
  level: sql`a.level`,
  type: sql`a.type`,
  project: sql`a.project`,
  platform: sql`a.platform`,
  feature: sql`a.feature`,
  surface: sql`a.surface`,
  release: sql`a.release`,
  environment: sql`a.environment`,
  user: sql`a.user_id`,
  org: sql`a.org_id`,
  request: sql`a.request_id`,
  trace: sql`a.trace_id`,
  session: sql`coalesce(a.session_id, a.replay_id)`,
  event: sql`a.event_id`,
  trust: sql`a.trust`,
  flag: sql`a.flags`,
  created: sql`a.created_at`,
} as const satisfies Record<KeyOfEvents | 'project' | 'trust', SQL>;

function eventTerm(term: IssueTerm, zone: string): SQL {
  if (term.kind === 'unreadable') return sql`true`;
  if (term.kind === 'words') return words(term.text);
  if (term.kind === 'has') return presence(term.field);
  const { field } = term as FieldTerm<IssueKey, IssueRoot>;
  return anyOf(term.values, (value) =>
    'path' in field ? jsonCondition(valuesOf(field.path), value) : columnCondition(field.key, value, zone),
  );
}

function anyOf(values: readonly Value[], condition: (value: Value) => SQL): SQL {
  return sql.join(
    values.map((value) => sql`(${condition(value)})`),
    sql` or `,
  );
}

/** Exactly the expression of the index `error_events_words`. */
const wordsIndex = sql`error_words(a.type, a.message, a.culprit, a.transaction, a.user_id, a.request_id, a.trace_id, a.tags)`;

function words(text: string): SQL {
  return wordsCondition(text, {
    index: wordsIndex,
    text: sql`lower(concat_ws(' ', a.user_id, concat_ws(': ', a.type, a.message), a.culprit, a.transaction, a.request_id, a.trace_id))`,
    json: sql`lower(a.tags::text)`,
  });
}

function presence(field: Field<IssueKey, IssueRoot>): SQL {
  if ('path' in field) return jsonPresence(valuesOf(field.path));
  if (field.key === 'flag') return sql`a.flags <> '{}'`;
  if (field.key === 'is' || field.key === 'issue' || field.key === 'first' || field.key === 'last') return sql`true`;
  return sql`${columnOf[field.key]} is not null`;
}

/** Tags are one level deep, and their keys may hold dots. */
function valuesOf(path: readonly string[]): JsonValues {
  const whole = path.length > 1 ? jsonPaths([path.join('.')]) : [];
  const isIndexed = path.length <= mostIndexedSteps;
  return {
    column: sql`a.tags`,
    paths: [...jsonPaths(path), ...whole],
    mayHoldLeaf: isIndexed ? (leaves) => mayHoldLeaf(wordsIndex, leaves) : null,
  };
}

function columnCondition(key: IssueKey, value: Value, zone: string): SQL {
  switch (key) {
    case 'is':
    case 'first':
    case 'last':
      return sql`false`;
    case 'created':
      return timeCondition(sql`a.created_at`, value, zone);
    case 'issue':
      return issueNamed({ project: sql`a.project`, id: sql`a.issue_id` }, value);
    case 'level':
      return levelCondition(value);
    case 'flag':
      return sql`exists (select from unnest(a.flags) as flag where ${textCondition(sql`flag`, value)})`;
    case 'session':
      return sql`${textCondition(sql`a.session_id`, value)} or ${textCondition(sql`a.replay_id`, value)}`;
    case 'request':
      if (value.kind !== 'is') return textCondition(sql`a.request_id`, value);
      return sql`left(a.request_id, 200) = left(${value.text}, 200) and a.request_id = ${value.text}`;
    case 'trace':
    case 'event':
      return textCondition(columnOf[key], value.kind === 'is' ? { kind: 'is', text: smallHex(value.text) } : value);
    default:
      return textCondition(columnOf[key], value);
  }
}

function textCondition(column: SQL, value: Value): SQL {
  if (value.kind === 'is') return sql`${column} = ${value.text}`;
  return value.kind === 'glob' ? isLike(column, globPattern(value.pieces)) : sql`false`;
}

/** By its number or its short id, in whatever letters that is written. */
function issueNamed({ project, id }: { project: SQL; id: SQL }, value: Value): SQL {
  if (value.kind !== 'is') return sql`false`;
  const { number, isShort } = issueNumber(value.text);
  if (number === null) return sql`false`;
  const found = sql`${id} = ${number}::bigint`;
  return isShort ? sql`${found} and ${shortId(project, id)} = ${value.text.toUpperCase()}` : found;
}

/** The number in the name of an issue; null where it is no such name. */
export function issueNumber(text: string): { readonly number: string | null; readonly isShort: boolean } {
  const [, short, number = null] = /^([A-Za-z0-9-]+-)?([1-9]\d{0,17})$/.exec(text) ?? [];
  return { number, isShort: short !== undefined };
}

/** Trace ids and event ids are kept in small letters and without dashes. */
export function smallHex(text: string): string {
  const bare = text.replaceAll('-', '');
  return /^[0-9a-f]{32}$/i.test(bare) ? bare.toLowerCase() : text;
}

/** One value as an equation, several as a list. */
function levelCondition(value: Value): SQL {
  if (value.kind === 'is') return sql`a.level = ${value.text}`;
  if (value.kind !== 'comparison') return sql`false`;
  // biome-ignore lint/complexity/useIndexOf: a bound is any text
  const at = levels.findIndex((level) => level === value.bound);
  const meant = levels.filter((_, n) => (value.operator.startsWith('>') ? n > at : n < at) || (value.operator.endsWith('=') && n === at));
  return sql`a.level = any(${sql.param([...meant])}::text[])`;
}
