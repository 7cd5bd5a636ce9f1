import type { Part, ToldChange } from './deed';
import { pathText } from './path-text';

/** "change plan of … from team to business" in its pieces. */
interface ToldChanges {
  readonly verb: string;
  readonly what: readonly Part[];
  readonly preposition: string;
  readonly fromTo: readonly Part[];
}

/** Characters of a value that a sentence still carries. */
const longestValue = 48;

/** One change with its values, where they are short; of several the fields, the first two by name. */
export function changeParts(changes: readonly ToldChange[]): ToldChanges {
  const [only] = changes;
  if (changes.length === 1 && only) return oneChange(only);
  const fields = [...new Set(changes.map(fieldOf))];
  const [first = '', second = ''] = fields;
  if (fields.length === 1) return { verb: 'change', what: [value(first)], preposition: 'of', fromTo: [] };
  const others = fields.length - 2;
  const last = others > 0 ? [words(', '), value(second), words(` and ${others} more`)] : [words(' and '), value(second)];
  return { verb: 'change', what: [value(first), ...last], preposition: 'of', fromTo: [] };
}

function oneChange(change: ToldChange): ToldChanges {
  const { kind, path } = change;
  const [before, after] = [shown(change.before), shown(change.after)];
  const isElement = typeof path.at(-1) === 'number';
  if (kind === 'added' && after !== null && isElement)
    return { verb: 'add', what: [value(after), words(' to '), value(fieldOf(change))], preposition: 'of', fromTo: [] };
  if (kind === 'removed' && before !== null && isElement)
    return { verb: 'remove', what: [value(before), words(' from '), value(fieldOf(change))], preposition: 'of', fromTo: [] };
  const what = [value(pathText(path))];
  if (kind === 'removed') return { verb: 'remove', what, preposition: 'from', fromTo: [] };
  if (kind === 'moved') return { verb: 'move', what, preposition: 'of', fromTo: [] };
  if (before !== null && after !== null)
    return { verb: 'change', what, preposition: 'of', fromTo: [words(' from '), value(before), words(' to '), value(after)] };
  if (after !== null && change.before === null) return { verb: 'set', what, preposition: 'of', fromTo: [words(' to '), value(after)] };
  return { verb: 'change', what, preposition: 'of', fromTo: [] };
}

/** Elements of a list are changes of the list. */
function fieldOf({ path }: ToldChange): string {
  return pathText(typeof path.at(-1) === 'number' && path.length > 1 ? path.slice(0, -1) : path);
}

/** Null for what is no single value, or too long for a sentence. */
function shown(json: ToldChange['after']): string | null {
  if (!json || json.type === 'object' || json.type === 'array' || json.text.length > longestValue) return null;
  if (json.type === 'null') return 'nothing';
  const read: unknown = json.type === 'string' ? JSON.parse(json.text) : json.text;
  return read === '' ? 'an empty text' : String(read);
}

function words(text: string): Part {
  return { kind: 'words', text };
}

function value(text: string): Part {
  return { kind: 'value', text };
}
