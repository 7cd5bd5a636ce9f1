/** What a pasted text may be asked for. */
export type IdKind = 'request' | 'trace' | 'sentry-event' | 'short-id' | 'session' | 'user' | 'subject' | 'action-ref';

export interface Candidate {
  readonly kind: IdKind;
  readonly id: string;
}

const atMost = 12;
const longest = 100_000;

/**
 * The IDs in anything pasted (an ID, a header, a log line, JSON, a stack trace, a mail), likeliest first: what is labelled,
 * then what a form gives away, then, for a text that is one word, all that a word can be. An ambiguous ID comes once for each
 * meaning, to be asked for all of them. Knows forms only, so it proposes and never decides.
 */
export function recognise(text: string): readonly Candidate[] {
  const pasted = text.slice(0, longest);
  const candidates = [...labelled(pasted), ...shaped(pasted), ...singleWord(pasted)];
  const once = new Map(candidates.map((candidate) => [`${candidate.kind} ${candidate.id}`, candidate]));
  return [...once.values()].slice(0, atMost);
}

/** By the letters of a label alone, so that `X-Request-ID`, `requestId` and `request_id` are one. */
const labels: Readonly<Record<string, IdKind>> = {
  xrequestid: 'request',
  requestid: 'request',
  reqid: 'request',
  correlationid: 'request',
  auditid: 'request',
  traceid: 'trace',
  sentryeventid: 'sentry-event',
  eventid: 'sentry-event',
  sessionid: 'session',
  replayid: 'session',
  userid: 'user',
  user: 'user',
  actorid: 'user',
  actor: 'user',
};

const labelForm =
  /(?<![a-z0-9])(x-request-id|request[ _-]?id|req[_-]?id|correlation[ _-]?id|audit[_-]?id|trace[ _-]?id|(?:sentry )?event[ _-]?id|session[ _-]?id|replay[ _-]?id|user[ _-]?id|actor[ _-]?id|user|actor)\\?["']?\s{0,3}[:=]\s{0,3}\\?["'“]?([^\s"'“”’\\,;()[\]{}<>]{1,200})/gi;

function labelled(text: string): Candidate[] {
  return [...text.matchAll(labelForm)].flatMap(([, label = '', value = '']) => {
    const kind = labels[label.toLowerCase().replace(/[ _-]/g, '')];
    const id = value.replace(/[.:]+$/, '');
    // A labelled traceparent is recognised by its form; JSON's null is no ID.
    return kind && id !== '' && id !== 'null' ? [{ kind, id }] : [];
  });
}

const hex32 = '[0-9a-f]{32}';
const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/** Forms that give an ID away wherever it stands; each ID for all that it can be, likeliest first. */
const forms: readonly { readonly pattern: RegExp; readonly kinds: readonly IdKind[]; readonly idFrom?: (match: string) => string }[] = [
  // W3C traceparent: version, trace, span, flags.
  {
    pattern: new RegExp(`(?<![\\w-])00-(?!0{32})${hex32}-[0-9a-f]{16}-[0-9a-f]{2}(?![\\w-])`, 'gi'),
    kinds: ['trace'],
    idFrom: (match) => match.slice(3, 35).toLowerCase(),
  },
  // AWS X-Ray.
  { pattern: /(?<![\w-])1-[0-9a-f]{8}-[0-9a-f]{24}(?![\w-])/gi, kinds: ['trace'] },
  { pattern: /(?<![\w-])req[-_][\w.-]{4,190}\w/gi, kinds: ['request'] },
  {
    pattern: new RegExp(`(?<![\\w-])${hex32}(?![\\w-])`, 'gi'),
    kinds: ['trace', 'sentry-event', 'session', 'request'],
    idFrom: (match) => match.toLowerCase(),
  },
  { pattern: new RegExp(`(?<![\\w-])${uuid}(?![\\w-])`, 'gi'), kinds: ['request', 'session', 'user', 'sentry-event'] },
  // PROJECT-SLUG-4F2, as Sentry prints it.
  { pattern: /(?<![\w-])[A-Z][A-Z0-9_]{1,30}(?:-[A-Z0-9_]{1,30}){0,4}-[0-9A-Z]{1,7}(?![\w-])/g, kinds: ['short-id'] },
  { pattern: /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/g, kinds: ['user'] },
  { pattern: /(?<![\w-])(?:u|usr|user)_(?=\w{0,60}\d)\w{1,60}/g, kinds: ['user'] },
];

function shaped(text: string): Candidate[] {
  return forms.flatMap(({ pattern, kinds, idFrom = (match) => match }) =>
    [...text.matchAll(pattern)].flatMap(([match]) => kinds.map((kind) => ({ kind, id: idFrom(match) }))),
  );
}

/** A text that is one word can be any ID; its form says which is likelier. */
function singleWord(text: string): Candidate[] {
  const word = text.trim().replace(/^["'`<([]+|["'`>)\].,;]+$/g, '');
  if (!/^[^\s"]{2,200}$/.test(word) || /^https?:/i.test(word) || !/[\p{L}\p{N}]/u.test(word)) return [];
  const kinds: IdKind[] = [];
  if (/^[^~]+~./.test(word)) kinds.push('action-ref');
  if (/^arn:/.test(word)) kinds.push('user', 'subject');
  if (/^[\w:.-]+\/./.test(word)) kinds.push('subject');
  // Anything with a digit may be somebody's ID for something; a plain word is more likely a word.
  if (/\d/.test(word)) kinds.push('request', 'user', 'subject');
  return kinds.map((kind) => ({ kind, id: word }));
}
