/** What an attribute may be. */
export type Plain = string | number | boolean;

/** Attributes as React names them, and as they are printed; those of `data-` and `aria-` keep their names. None of them runs or styles anything. */
const names = new Map<string, string>([
  ...(
    'action dateTime dir colSpan rowSpan d disabled download height href id list max method min name open hidden placeholder ' +
    'preserveAspectRatio r cx cy rel required role scope title type value viewBox width x y maxLength autoComplete'
  )
    .split(' ')
    .map((name) => [name, name] as const),
  ['className', 'class'],
  ['htmlFor', 'for'],
  ['tabIndex', 'tabindex'],
  ['defaultValue', 'value'],
  ['defaultChecked', 'checked'],
  ['textAnchor', 'text-anchor'],
  ['dominantBaseline', 'dominant-baseline'],
]);

/** @throws Error where it is none of those */
export function nameOf(name: string, tag: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  if (!/^(data|aria)-[a-z-]+$/.test(name)) throw new Error(`${name} of a <${tag}> cannot be packed`);
  names.set(name, name);
  return name;
}

/** @throws Error of what is no plain value, and of an address that would run something */
export function textOf(name: string, value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`${name} that is no text cannot be packed`);
  const text = String(value);
  if ((name === 'href' || name === 'action') && !/^(?:\/|#|https?:\/\/)/.test(text))
    throw new Error(`An address cannot begin as ${name} does`);
  return text;
}
