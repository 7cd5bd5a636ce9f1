import type { ReactNode } from 'react';
import { pack } from './pack';
import { Unpacked } from './unpacked';

/**
 * The same markup for a fraction of the work, where there is much of it: rows of a table, bars of a chart. What is inside of its one
 * element travels to the browser as one text and is printed as one, in place of thousands of elements, each of which React would write,
 * read, print and check on its own (docs/decisions/0021 and 0024).
 */
export function Packed({ children }: { children: ReactNode }) {
  return <Unpacked {...pack(children)} />;
}
