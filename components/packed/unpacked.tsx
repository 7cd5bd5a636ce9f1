'use client';

import { createElement, Fragment, type ReactNode } from 'react';
import type { PackedMarkup, PackedNode, PackedTree } from './pack';

/** The elements of a packed text, with their attributes and their texts as they were. */
export function Unpacked({ text, slots }: PackedMarkup): ReactNode {
  const { shapes, nodes }: PackedTree = JSON.parse(text);
  return createElement(Fragment, null, ...nodes.map(unpack));

  function unpack(node: PackedNode): ReactNode {
    if (typeof node === 'string') return node;
    if (typeof node === 'number') return slots[node];
    const [tag, shared, ...names] = shapes[node[0]] ?? [''];
    const attributes: Record<string, unknown> = { ...shared };
    for (const [at, name] of names.entries()) attributes[name] = node[at + 1];
    // Children that are handed over one by one need no keys: they never change places.
    return createElement(tag, attributes, ...(node.slice(names.length + 1) as PackedNode[]).map(unpack));
  }
}
