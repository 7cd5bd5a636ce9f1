import type { ReactNode } from 'react';

export interface OnceProps {
  /** All that the markup is made of, as text: what is made of the same is the same. */
  readonly of: string;
  readonly children: () => ReactNode;
}

/**
 * Markup that is printed once, and after that is known by what it is made of (docs/decisions/0029). Only inside of `Packed`, and only for
 * what is pure: `children` may look at nothing that is not in `of`.
 */
export function Once(_: OnceProps): ReactNode {
  throw new Error('Once stands inside of Packed');
}

const mostKnown = 1_000;
/** Characters; what is made of more, as rows hardly ever are, is printed anew each time. */
const longestKnown = 8_000;
const known = new Map<string, string>();

/** What was printed of the same before, else what `print` gives now. What was asked for longest ago is forgotten first. */
export function printedOnce(of: string, print: () => string): string {
  if (of.length > longestKnown) return print();
  const html = known.get(of) ?? inOnePiece(print());
  known.delete(of);
  known.set(of, html);
  const [oldest] = known.keys();
  if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
  return html;
}

/** The same text. What was put together of many pieces stays a tree of them, which every page would walk, until a character of it is asked for. */
function inOnePiece(text: string): string {
  return Number.isNaN(text.charCodeAt(0)) ? '' : text;
}
