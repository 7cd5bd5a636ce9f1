import type { ReactNode } from 'react';
import { pack } from './pack';
import { Unpacked } from './unpacked';

/**
 * The same markup for a fraction of the work, where there is much of it: rows of a table, bars of a chart. What is inside travels to the
 * browser as one text in place of thousands of elements, each of which React would write, read and check on its own (docs/decisions/0021).
 * Components of the browser may stand inside; they travel beside the text, as ever.
 */
export function Packed({ children }: { children: ReactNode }) {
  const { text, slots } = pack(children);
  return <Unpacked text={text} slots={slots} />;
}
