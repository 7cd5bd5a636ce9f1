import { storable } from './lexeme';

/** As a page gets them from Next, or a route from a URL. */
export type Params = URLSearchParams | Readonly<Record<string, string | readonly string[] | undefined>>;

/** A parameter that could not be read, and what was done about it; the page says so, the API refuses. */
export interface ParamProblem {
  readonly param: string;
  readonly why: string;
}

/** Reads parameters one by one, collecting what was wrong with them. */
export interface ParamReader {
  /** The first one of that name, null where there is none or it is empty. */
  text(param: string): string | null;
  /** What `read` makes of it. Where it answers null, the fallback, and `why` among the problems. */
  value<T>(param: string, options: { read: (text: string) => T | null; fallback: T; why: string }): T;
  readonly problems: readonly ParamProblem[];
}

export function paramReader(params: Params): ParamReader {
  const problems: ParamProblem[] = [];
  const text = (param: string) => {
    const [first, ...others] = valuesOf(params, param);
    if (others.length > 0) problems.push({ param, why: `${param} is given ${others.length + 1} times; the first one counts.` });
    return first ? storable(first) : null;
  };
  return {
    text,
    value: (param, { read, fallback, why }) => {
      const written = text(param);
      if (written === null) return fallback;
      const value = read(written);
      if (value === null) problems.push({ param, why });
      return value ?? fallback;
    },
    problems,
  };
}

function valuesOf(params: Params, param: string): readonly string[] {
  if (params instanceof URLSearchParams) return params.getAll(param);
  const value = Object.hasOwn(params, param) ? params[param] : undefined;
  return typeof value === 'string' ? [value] : (value ?? []);
}

/** The part of an address after its path, with its `?`; empty where all is as it would be anyway. */
export function printParams(params: Readonly<Record<string, string | number | null | undefined>>): '' | `?${string}` {
  let pairs = '';
  for (const name in params) {
    const value = params[name];
    if (value !== null && value !== undefined && value !== '') pairs += `${pairs && '&'}${name}=${encode(String(value))}`;
  }
  return pairs && `?${pairs}`;
}

/** Keeps what RFC 3986 lets stand in a query, so that people can read an address. */
function encode(text: string): string {
  // Most of it is plain, and a page prints hundreds.
  if (/^[\w.~:/,@-]*$/.test(text)) return text;
  return encodeURIComponent(storable(text))
    .replace(/%(3A|2F|2C|40)/g, decodeURIComponent)
    .replaceAll('%20', '+')
    .replaceAll("'", '%27');
}
