import { Fragment, isValidElement, type ReactElement, type ReactNode } from 'react';
import { nameOf, textOf } from './attributes';
import { escaped, type PackedNode, type PackedTree, type Shape } from './print';

/** An element that stays React's own, with what is inside of it as the JSON of a {@link PackedTree}. */
export interface PackedMarkup {
  readonly tag: string;
  readonly attributes: Attributes;
  readonly text: string;
}

export type Attributes = Readonly<Record<string, unknown>>;

interface ElementProps extends Attributes {
  readonly children?: ReactNode;
}

/**
 * Calls the components of a tree until only elements of HTML are left, and tells those as {@link PackedTree}. The outermost is one
 * element.
 *
 * @throws Error of what only React can carry (components of the browser, those that wait), and of tags, attributes and addresses that are
 *   not known to be harmless
 */
export function pack(node: ReactNode): PackedMarkup {
  const { type, props } = outermostOf(node);
  const { children, ...attributes } = props;
  const packing: Packing = { shapes: [], known: newWord() };
  const nodes: PackedNode[] = [];
  add(children, nodes, packing);
  const tree: PackedTree = { shapes: packing.shapes, nodes };
  return { tag: type, attributes, text: JSON.stringify(tree) };
}

function outermostOf(node: ReactNode): ReactElement<ElementProps, string> {
  if (!isValidElement<ElementProps>(node)) throw new Error('What is packed is one element');
  if (isOfServer(node.type)) return outermostOf(node.type(node.props));
  if (typeof node.type !== 'string') throw new Error('The outermost element that is packed is one of HTML');
  return node as ReactElement<ElementProps, string>;
}

interface Packing {
  readonly shapes: Shape[];
  /** Of the shapes, by what they say, one word after another. */
  readonly known: Word;
}

/** A word of what shapes say: the tag, the name of an attribute, or a value that is part of the shape. */
interface Word {
  /** The number of the shape that ends here. */
  number: number | null;
  readonly next: Map<unknown, Word>;
}

function newWord(): Word {
  return { number: null, next: new Map() };
}

function wordAfter({ next }: Word, said: unknown): Word {
  let word = next.get(said);
  if (!word) {
    word = newWord();
    next.set(said, word);
  }
  return word;
}

function add(node: ReactNode, into: unknown[], packing: Packing): void {
  if (node === null || node === undefined || typeof node === 'boolean') return;
  if (typeof node === 'string' || typeof node === 'number' || typeof node === 'bigint') addText(String(node), into);
  else if (Array.isArray(node)) for (const one of node) add(one, into, packing);
  else if (isValidElement<ElementProps>(node)) addElement(node, into, packing);
  else throw new Error('What waits cannot be packed');
}

/** Neighbouring texts become one, as they would in the browser. */
function addText(text: string, into: unknown[]): void {
  const last = into.at(-1);
  if (typeof last === 'string') into[into.length - 1] = last + text;
  else if (text !== '') into.push(text);
}

function addElement({ type, props }: ReactElement<ElementProps>, into: unknown[], packing: Packing): void {
  if (type === Fragment) add(props.children, into, packing);
  else if (typeof type === 'string') addTag(type, props, into, packing);
  else if (isOfServer(type)) add(type(props), into, packing);
  else throw new Error('A component of the browser cannot be packed');
}

/** A component that is a plain function: those of the browser are marked, and all else (memo, Suspense, lazy) is no function. */
function isOfServer(type: unknown): type is (props: ElementProps) => ReactNode {
  return typeof type === 'function' && !('$$typeof' in type);
}

/** Those that pages are made of. None of them runs, loads or styles anything. */
const tags: ReadonlySet<string> = new Set(
  (
    'a aside b bdi blockquote button caption code dd del details div dl dt em fieldset figcaption figure form h1 h2 h3 input ins kbd ' +
    'label legend li nav ol p section small span strong summary table tbody td tfoot th thead time tr ul ' +
    'svg g path rect circle text tspan title'
  ).split(' '),
);

/** Attributes of which there are few values: they are part of a shape. */
const shared: ReadonlySet<string> = new Set([
  'className',
  'colSpan',
  'scope',
  'tabIndex',
  'type',
  'aria-hidden',
  'data-column',
  'data-outcome',
  'data-refine',
]);

function addTag(tag: string, props: ElementProps, into: unknown[], packing: Packing): void {
  let word = packing.known.next.get(tag);
  if (!word) {
    if (!tags.has(tag)) throw new Error(`A <${tag}> cannot be packed`);
    word = wordAfter(packing.known, tag);
  }
  const element: unknown[] = [0];
  for (const name in props) {
    const value = props[name];
    if (name === 'children' || value === undefined || value === null) continue;
    word = wordAfter(word, name);
    if (typeof value === 'boolean' || shared.has(name)) word = wordAfter(word, value);
    else element.push(textOf(name, value));
  }
  const children: unknown[] = [];
  add(props.children, children, packing);
  word.number ??= packing.shapes.push(shapeOf(tag, props)) - 1;
  element[0] = word.number;
  for (const child of children) element.push(child);
  into.push(element);
}

/** `['<td class="who" data-term="', '">', '</td>']` */
function shapeOf(tag: string, props: ElementProps): Shape {
  const pieces: string[] = [];
  let piece = `<${tag}`;
  for (const name in props) {
    const value = props[name];
    if (name === 'children' || value === undefined || value === null) continue;
    const printed = nameOf(name, tag);
    if (typeof value === 'boolean' && !isWord(name)) piece += value ? ` ${printed}=""` : '';
    else if (shared.has(name) || typeof value === 'boolean') piece += ` ${printed}="${escaped(String(value))}"`;
    else {
      pieces.push(`${piece} ${printed}="`);
      piece = '"';
    }
  }
  return [...pieces, `${piece}>`, tag === 'input' ? '' : `</${tag}>`];
}

/** Of these, true and false are words; others are there or not. */
function isWord(name: string): boolean {
  return name.startsWith('data-') || name.startsWith('aria-');
}
