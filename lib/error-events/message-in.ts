import { firstText, isRecord, type JsonRecord, own, textOf } from './json-shape';

export interface Message {
  /** As people read it; null where the event holds none. */
  readonly text: string | null;
  /** Before anything was put into it, where the event says so. */
  readonly template: string | null;
}

/** What an event says besides its exceptions: a text or an object, under three names. */
export function messageIn(event: JsonRecord): Message {
  for (const key of ['logentry', 'message', 'sentry.interfaces.Message']) {
    const told = own(event, key);
    if (isRecord(told)) {
      const template = textOf(own(told, 'message'));
      const text = firstText(own(told, 'formatted'), template === null ? null : filledIn(template, own(told, 'params')));
      if (text !== null) return { text, template };
    } else if (textOf(told) !== null) return { text: textOf(told), template: null };
  }
  return { text: null, template: null };
}

/** Python's `%s` and `%(name)s`, and braces, as SDKs leave them to the server. What has no value stays as it stands. */
function filledIn(template: string, params: unknown): string {
  if (Array.isArray(params)) {
    let next = 0;
    return template.replace(/%[sdifr]|\{\}/g, (hole) => (next < params.length ? paramText(params[next++]) : hole));
  }
  if (!isRecord(params)) return template;
  return template.replace(/%\(([^()]{1,100})\)[sdifr]|\{([\w.]{1,100})\}/g, (hole, percent?: string, brace?: string) => {
    const value = own(params, percent ?? brace ?? '');
    return value === undefined ? hole : paramText(value);
  });
}

function paramText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
