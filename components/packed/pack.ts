import { Fragment, isValidElement, type ReactElement, type ReactNode } from 'react';

/**
 * Markup as JSON. What elements have in common is said once, so that a cell is little more than its texts; what React carries itself
 * is a number, its place among the slots:
 *
 *     {"shapes":[["td",{"className":"time"}],["a",null,"href","title"]],
 *      "nodes":[[0,"14:02"],[1,"/audit/actor?id=u_1","u_1","Ada"],0]}
 */
export interface PackedTree {
  readonly shapes: readonly Shape[];
  readonly nodes: readonly PackedNode[];
}

/** A tag, the attributes that all its elements share, and the names of those in which they differ. */
export type Shape = readonly [tag: string, shared: Attributes | null, ...names: string[]];

/** An element is the number of its shape, a value for each of the shape's names, then its children. */
export type PackedNode = string | number | readonly [shape: number, ...values: unknown[]];

export type Attributes = Readonly<Record<string, unknown>>;

/** A packed tree as text, and what the numbers in it stand for. */
export interface PackedMarkup {
  readonly text: string;
  readonly slots: readonly ReactNode[];
}

/**
 * Calls the components of a tree until only elements of HTML are left. Components of the browser, those that wait, and whatever else
 * React alone knows how to carry become slots.
 *
 * @throws Error of an attribute that is no plain value, or that holds markup as text: what others wrote only ever becomes a text node.
 */
export function pack(node: ReactNode): PackedMarkup {
  const packing: Packing = { shapes: [], numbers: new Map(), slots: [] };
  const nodes: PackedNode[] = [];
  add(node, nodes, packing);
  const tree: PackedTree = { shapes: packing.shapes, nodes };
  return { text: JSON.stringify(tree), slots: packing.slots };
}

interface Packing {
  readonly shapes: Shape[];
  /** Of the shapes, by all that they say. */
  readonly numbers: Map<string, number>;
  readonly slots: ReactNode[];
}

function add(node: ReactNode, into: unknown[], packing: Packing): void {
  if (node === null || node === undefined || typeof node === 'boolean') return;
  if (typeof node === 'string' || typeof node === 'number' || typeof node === 'bigint') addText(String(node), into);
  else if (Array.isArray(node)) for (const one of node) add(one, into, packing);
  else if (isValidElement<ElementProps>(node)) addElement(node, into, packing);
  else addSlot(node, into, packing);
}

/** Neighbouring texts become one, as they would in the browser. */
function addText(text: string, into: unknown[]): void {
  const last = into.at(-1);
  if (typeof last === 'string') into[into.length - 1] = last + text;
  else if (text !== '') into.push(text);
}

function addSlot(node: ReactNode, into: unknown[], { slots }: Packing): void {
  into.push(slots.length);
  slots.push(node);
}

interface ElementProps extends Attributes {
  readonly children?: ReactNode;
}

function addElement(element: ReactElement<ElementProps>, into: unknown[], packing: Packing): void {
  const { type, props } = element;
  if (type === Fragment) add(props.children, into, packing);
  else if (typeof type === 'string') addTag(type, props, into, packing);
  else if (isOfServer(type)) add(type(props), into, packing);
  else addSlot(element, into, packing);
}

/** A component that is a plain function: those of the browser are marked, and all else (memo, Suspense, lazy) is no function. */
function isOfServer(type: unknown): type is (props: ElementProps) => ReactNode {
  return typeof type === 'function' && !('$$typeof' in type);
}

function addTag(tag: string, props: ElementProps, into: unknown[], packing: Packing): void {
  const shared: Record<string, unknown> = {};
  const names: string[] = [];
  const values: unknown[] = [];
  let says = tag;
  for (const name in props) {
    const value = props[name];
    if (name === 'children' || value === undefined || value === null) continue;
    if (!isPlain(name, value)) throw new Error(`${name} of a <${tag}> cannot be packed`);
    if (name === 'className' || typeof value === 'boolean') {
      shared[name] = value;
      says += ` ${name}=${value}`;
    } else {
      names.push(name);
      values.push(value);
      says += ` ${name}`;
    }
  }
  const children: unknown[] = [];
  add(props.children, children, packing);
  into.push([numberOf(says, [tag, Object.keys(shared).length > 0 ? shared : null, ...names], packing), ...values, ...children]);
}

function isPlain(name: string, value: unknown): boolean {
  if (typeof value === 'object') return name === 'style';
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function numberOf(says: string, shape: Shape, { shapes, numbers }: Packing): number {
  const known = numbers.get(says);
  if (known !== undefined) return known;
  numbers.set(says, shapes.length);
  return shapes.push(shape) - 1;
}
