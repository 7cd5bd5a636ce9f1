import { Fragment, isValidElement, type ReactElement, type ReactNode } from 'react';
import { nameOf, textOf } from './attributes';
import { Once, type OnceProps, printedOnce } from './once';

/** An element that stays React's own, with what is inside of it as HTML. */
export interface PackedMarkup {
  readonly tag: string;
  readonly attributes: Attributes;
  readonly html: string;
}

export type Attributes = Readonly<Record<string, unknown>>;

interface ElementProps extends Attributes {
  readonly children?: ReactNode;
}

/**
 * Calls the components of a tree until only elements of HTML are left, and prints those as React would, letter for letter but for the
 * signs that are told by their numbers. The outermost is one element.
 *
 * @throws Error of what only React can carry (components of the browser, those that wait), and of tags, attributes and addresses that are
 *   not known to be harmless
 */
export function pack(node: ReactNode): PackedMarkup {
  const { type, props } = outermostOf(node);
  const { children, ...attributes } = props;
  return { tag: type, attributes, html: printed(children) };
}

function outermostOf(node: ReactNode): ReactElement<ElementProps, string> {
  if (!isValidElement<ElementProps>(node)) throw new Error('What is packed is one element');
  if (isOfServer(node.type)) return outermostOf(node.type(node.props));
  if (typeof node.type !== 'string') throw new Error('The outermost element that is packed is one of HTML');
  return node as ReactElement<ElementProps, string>;
}

function printed(node: ReactNode): string {
  if (node === null || node === undefined || typeof node === 'boolean') return '';
  if (typeof node === 'string') return escaped(node);
  if (typeof node === 'number' || typeof node === 'bigint') return String(node);
  if (Array.isArray(node)) {
    let html = '';
    for (const one of node) html += printed(one);
    return html;
  }
  if (!isValidElement<ElementProps>(node)) throw new Error('What waits cannot be packed');
  const { type, props } = node;
  if (typeof type === 'string') return printedTag(type, props);
  if (type === Fragment) return printed(props.children);
  if (type === Once) return printedAs(props as unknown as OnceProps);
  if (isOfServer(type)) return printed(type(props));
  throw new Error('A component of the browser cannot be packed');
}

function printedAs({ of, children }: OnceProps): string {
  return printedOnce(of, () => printed(children()));
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

function printedTag(tag: string, props: ElementProps): string {
  if (!tags.has(tag)) throw new Error(`A <${tag}> cannot be packed`);
  let html = `<${tag}`;
  for (const name in props) {
    const value = props[name];
    if (name === 'children' || value === undefined || value === null) continue;
    const printedName = nameOf(name, tag);
    if (typeof value !== 'boolean') html += ` ${printedName}="${escaped(textOf(name, value))}"`;
    else if (isWord(name)) html += ` ${printedName}="${value}"`;
    else if (value) html += ` ${printedName}=""`;
  }
  return tag === 'input' ? `${html}>` : `${html}>${printed(props.children)}</${tag}>`;
}

/** Of these, true and false are words; others are there or not. */
function isWord(name: string): boolean {
  return name.startsWith('data-') || name.startsWith('aria-');
}

const entities: Readonly<Record<string, string>> = { '"': '&quot;', '&': '&amp;', "'": '&#x27;', '<': '&lt;', '>': '&gt;' };

/**
 * As text and as the value of an attribute. Marks, arrows and dashes are told by their numbers: the text of a page that holds nothing beyond
 * Latin-1 is kept in half the memory, and is measured and written in a fraction of the time.
 */
function escaped(text: string): string {
  if (!/["&'<>\u2010-\u27bf]/.test(text)) return text;
  return text.replace(/["&'<>\u2010-\u27bf]/g, (character) => entities[character] ?? `&#${character.charCodeAt(0)};`);
}
