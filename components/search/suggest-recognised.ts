import {
  actionHref,
  type Candidate,
  type CommonParams,
  issueHref,
  parseField,
  parseFilter,
  printTerm,
  recognise,
  subjectTerm,
  type Term,
  termFor,
  traceHref,
} from '@/lib/address';
import type { Suggestion } from './suggestion';

/** What a pasted text can be asked for, where it is no filter with keys already. */
export function suggestRecognised(text: string, params: Partial<CommonParams>): readonly Suggestion[] {
  if (parseFilter(text).terms.some(asksByKey)) return [];
  const suggestions = recognise(text).flatMap((candidate) => suggestionFor(candidate, params));
  return [...new Map(suggestions.map((suggestion) => [suggestion.label, suggestion])).values()];
}

/** Also where the value is still being typed. */
function asksByKey(term: Term): boolean {
  if (term.kind !== 'unreadable') return term.kind !== 'words';
  const [, key = ''] = /^-?([^:]*):/.exec(term.text) ?? [];
  return key === 'has' || parseField(key) !== null;
}

function suggestionFor({ kind, id }: Candidate, params: Partial<CommonParams>): Suggestion[] {
  switch (kind) {
    case 'request':
      return [dossierOf(id, params), asking(printTerm(termFor('request', id)), 'actions of this request')];
    case 'trace':
      return [dossierOf(id, params), asking(printTerm(termFor('trace', id)), 'actions of this trace')];
    case 'sentry-event':
      return [dossierOf(id, params), issueAt(`issue of event ${id}`, { ...params, event: eventName(id) })];
    case 'short-id':
      return [issueAt(`issue ${id}`, { ...params, id })];
    case 'session':
      return [dossierOf(id, params)];
    case 'user':
      return [asking(printTerm(termFor('actor', id)), 'what this actor did')];
    case 'subject':
      return [asking(printTerm(subjectNamed(id)), 'what was done to this')];
    case 'action-ref':
      return [{ label: id, help: 'this one action', leadsTo: { href: actionHref(id, params) } }];
  }
}

/** SDKs write the 32 hex digits alone, some screens the same with dashes. */
function eventName(id: string): string {
  return id.replaceAll('-', '').toLowerCase();
}

function issueAt(label: string, address: Parameters<typeof issueHref>[0]): Suggestion {
  return { label, help: 'what broke, how often, and whom it hit', leadsTo: { href: issueHref(address) } };
}

function dossierOf(id: string, params: Partial<CommonParams>): Suggestion {
  return { label: `everything about ${id}`, help: 'what happened, from all sources', leadsTo: { href: traceHref({ id, ...params }) } };
}

function asking(text: string, help: string): Suggestion {
  return { label: text, help, leadsTo: { text: `${text} `, caret: text.length + 1 } };
}

/** `customer/c_9` is a type and an ID; an ARN is one ID, whatever slashes it has. */
function subjectNamed(name: string) {
  const slash = name.startsWith('arn:') ? -1 : name.indexOf('/');
  return slash < 0 ? termFor('subject', name) : subjectTerm(name.slice(0, slash) || null, name.slice(slash + 1) || null);
}
