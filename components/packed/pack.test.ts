import fc from 'fast-check';
import { createElement, Fragment, isValidElement, type ReactNode, Suspense } from 'react';
import { expect, test } from 'vitest';
import { pack } from './pack';
import { Unpacked } from './unpacked';

const e = createElement;

async function Later(): Promise<string> {
  return 'later';
}

function Name({ of }: { of: string }): ReactNode {
  return e('a', { href: `/audit?q=${of}`, className: 'chip', hidden: false }, of);
}

test('what elements have in common is said once, and what React carries itself is a number', () => {
  const markup = e(
    Fragment,
    null,
    e('td', { className: 'who' }, e(Name, { of: 'u_1' })),
    e(Name, { of: 'u_2' }),
    e(Suspense, null, e(Later)),
  );
  const { text, slots } = pack(markup);
  expect(JSON.parse(text)).toEqual({
    shapes: [
      ['a', { className: 'chip', hidden: false }, 'href'],
      ['td', { className: 'who' }],
    ],
    nodes: [[1, [0, '/audit?q=u_1', 'u_1']], [0, '/audit?q=u_2', 'u_2'], 0],
  });
  expect(slots).toEqual([e(Suspense, null, e(Later))]);
});

test('a component of the browser is carried by React', () => {
  const ofBrowser = Object.assign(() => null, { $$typeof: Symbol.for('react.client.reference') });
  expect(pack(['before ', 1, e(ofBrowser), null, false, 2n])).toEqual({
    text: '{"shapes":[],"nodes":["before 1",0,"2"]}',
    slots: [e(ofBrowser)],
  });
});

test('what waits is carried by React, and waits', () => {
  const waits = Promise.resolve('later');
  expect(pack(e(() => waits as unknown as ReactNode)).slots).toEqual([waits]);
});

test('markup as text, and what does something, is refused', () => {
  expect(() => pack(e('p', { dangerouslySetInnerHTML: { __html: '<b>' } }))).toThrow('dangerouslySetInnerHTML of a <p> cannot be packed');
  expect(() => pack(e('button', { onClick: () => undefined }))).toThrow('onClick of a <button> cannot be packed');
});

const { tree } = fc.letrec<{ tree: ReactNode }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.constantFrom(null, false, undefined, '<script>', '"], [0')),
    fc
      .tuple(
        fc.constantFrom('td', 'a', 'time', Fragment),
        fc.dictionary(fc.constantFrom('title', 'className', 'data-copy', 'tabIndex'), fc.oneof(fc.string(), fc.integer(), fc.boolean())),
        fc.array(tie('tree'), { maxLength: 4 }),
      )
      .map(([tag, attributes, children]) => e(tag, tag === Fragment ? null : attributes, ...children)),
    fc.array(tie('tree'), { maxLength: 4 }).map((children) => e(({ of }: { of: ReactNode }) => of, { of: children })),
  ),
}));

test('unpacked is what was packed', () => {
  fc.assert(
    fc.property(tree, (node) => {
      expect(told(Unpacked(pack(node)))).toBe(told(node));
    }),
  );
});

/** All that a browser would be given, in one text. */
function told(node: ReactNode): string {
  if (node === null || node === undefined || typeof node === 'boolean') return '';
  if (Array.isArray(node)) return node.map(told).join('');
  if (!isValidElement<Record<string, unknown>>(node)) return String(node).replaceAll('<', '&lt;');
  const { type, props } = node;
  if (type === Fragment) return told(props.children as ReactNode);
  if (typeof type === 'function') return told((type as (given: unknown) => ReactNode)(props));
  const attributes = Object.keys(props)
    .filter((name) => name !== 'children')
    .sort();
  return `<${type} ${attributes.map((name) => JSON.stringify([name, props[name]])).join(' ')}>${told(props.children as ReactNode)}</>`;
}
