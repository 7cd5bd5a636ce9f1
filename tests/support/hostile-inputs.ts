import { readFileSync } from 'node:fs';

/** One input of the shared list, tried on one surface. */
export interface HostileInput {
  /** Like `H22`; with `.2` behind it where the list gives several values. */
  readonly id: string;
  readonly class: string;
  readonly why: string;
  /** As one would type or paste it. */
  readonly text: string;
  /** As JSON text, sent unparsed: depth, duplicate keys and digits survive. */
  readonly json: string;
}

interface Listed {
  readonly id: string;
  readonly class: string;
  readonly surfaces: readonly string[];
  readonly why: string;
  readonly value?: unknown;
  readonly raw?: string;
  readonly hex?: string;
  readonly gen?: Readonly<Record<string, unknown>>;
}

/** Every input for a surface, each element of a list on its own. @param file the shared `hostile-inputs.json` */
export function hostileInputs(file: string, surface: string): HostileInput[] {
  const { inputs } = JSON.parse(readFileSync(file, 'utf8')) as { inputs: readonly Listed[] };
  return inputs.filter(({ surfaces }) => surfaces.includes(surface)).flatMap(expand);
}

function expand({ id, class: kind, why, value, raw, hex, gen }: Listed): HostileInput[] {
  const about = { class: kind, why };
  if (raw !== undefined) return [{ ...about, id, text: raw, json: raw }];
  if (hex !== undefined) return [{ ...about, id, ...both(Buffer.from(hex, 'hex').toString('latin1')) }];
  if (gen !== undefined) return [{ ...about, id, ...generated(gen) }];
  if (!Array.isArray(value)) return [{ ...about, id, ...both(value) }];
  return value.map((element, index) => ({ ...about, id: `${id}.${index + 1}`, ...both(element) }));
}

function both(value: unknown): Pick<HostileInput, 'text' | 'json'> {
  const json = JSON.stringify(value);
  return { text: typeof value === 'string' ? value : json, json };
}

function generated(gen: Readonly<Record<string, unknown>>): Pick<HostileInput, 'text' | 'json'> {
  const count = Number(gen.count ?? 0);
  if (typeof gen.repeat === 'string') return both(`${gen.prefix ?? ''}${gen.repeat.repeat(count)}`);
  if (typeof gen.prefix_repeat === 'string') {
    const nested = `${gen.prefix_repeat.repeat(count)}${String(gen.suffix_repeat).repeat(count)}`;
    return { text: nested, json: nested };
  }
  const keys = Array.from({ length: Number(gen.json_keys) }, (_, index) => [`key_${index}`, index]);
  const json = JSON.stringify(Object.fromEntries(keys));
  return { text: json, json };
}
