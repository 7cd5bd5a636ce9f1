import type { ReactNode } from 'react';
import { handOver } from '@/lib/handover';
import { pack } from './pack';
import { Unpacked } from './unpacked';

/**
 * The same markup for a fraction of the work, where there is much of it: rows of a table, bars of a chart. What is inside of its one
 * element is printed at once, in place of thousands of elements, each of which React would write, read, print and check on its own; and a
 * browser that asks for a document is given it in there alone (docs/decisions/0021, 0024 and 0028).
 */
export function Packed({ children }: { children: ReactNode }) {
  const { html, ...outermost } = pack(children);
  const kept = handOver(html);
  return kept === null ? <Unpacked {...outermost} html={html} /> : <Unpacked {...outermost} kept={kept} />;
}
