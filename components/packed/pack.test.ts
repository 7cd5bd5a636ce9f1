import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { createElement, Fragment, isValidElement, type ReactElement, type ReactNode, Suspense } from 'react';

import { expect, test } from 'vitest';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { describeWithShared } from '@/tests/support/shared';
import { pack } from './pack';

const e = createElement;

function Name({ of }: { of: string }): ReactNode {
  return e('a', { href: `/audit?q=${of}`, className: 'chip', hidden: false }, of);
}

test('the outermost element stays one, all else becomes HTML', () => {
  const markup = e('tr', { 'data-row': true }, e('td', { className: 'who' }, e(Name, { of: 'u_1' })), e(Name, { of: 'u_2' }));
  expect(pack(markup)).toEqual({
    tag: 'tr',
    attributes: { 'data-row': true },
    html: '<td class="who"><a href="/audit?q=u_1" class="chip">u_1</a></td><a href="/audit?q=u_2" class="chip">u_2</a>',
  });
});

test.each<[string, ReactElement]>([
  ['A component of the browser', e(Object.assign(() => null, { $$typeof: Symbol.for('react.client.reference') }))],
  ['A component of the browser', e(Suspense)],
  ['What waits', e(() => Promise.resolve('later') as unknown as ReactNode)],
  ['A <script>', e('script', null, 'alert(1)')],
  ['A <style>', e('style', null, '*{}')],
  ['A <iframe>', e('iframe', { src: '/' })],
  ['dangerouslySetInnerHTML', e('p', { dangerouslySetInnerHTML: { __html: '<b>' } })],
  ['onClick', e('button', { onClick: () => undefined })],
  ['onclick', e('button', { onclick: 'alert(1)' })],
  ['style', e('p', { style: { color: 'red' } })],
  ['"><script>', e('p', { 'data-"><script>': '' })],
  ['An address', e('a', { href: 'javascript:alert(1)' })],
  ['An address', e('a', { href: ' javascript:alert(1)' })],
  ['An address', e('a', { href: 'data:text/html,<script>' })],
  ['An address', e('form', { action: 'javascript:alert(1)' })],
])('%s is refused', (what, element) => {
  expect(() => pack(e('div', null, element))).toThrow(what);
});

const hostile = fc.constantFrom(
  '<script>',
  '"><img src=x onerror=alert(1)>',
  '&lt;',
  "'",
  '"], [0',
  '\u2028',
  '\ud800',
  '-->',
  '✓ a → b…',
  '&#10003;',
);
const texts = fc.oneof(fc.string({ unit: 'binary' }), hostile);

const { tree } = fc.letrec<{ tree: ReactNode }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(texts, fc.integer(), fc.constantFrom(null, false)),
    fc
      .tuple(
        fc.constantFrom('td', 'a', 'time', 'circle'),
        fc.record(
          {
            title: texts,
            className: texts,
            'data-copy': fc.oneof(texts, fc.boolean()),
            'aria-label': texts,
            tabIndex: fc.integer(),
            colSpan: fc.integer({ min: 1, max: 9 }),
            dateTime: texts,
            textAnchor: texts,
            viewBox: texts,
            hidden: fc.boolean(),
            href: texts.map((text) => `/audit?q=${text}`),
          },
          { requiredKeys: [] },
        ),
        fc.array(tie('tree'), { maxLength: 4 }),
      )
      .map(([tag, attributes, children]) => e(tag, attributes, ...children)),
    fc.array(tie('tree'), { maxLength: 4 }).map((children) => e(Fragment, null, ...children)),
    tie('tree').map((child) => e(({ of }: { of: ReactNode }) => of, { of: child })),
  ),
}));

test('what is printed is what React would print', () => {
  expectAsReact(fc.sample(tree, 200).map((node) => e('div', { className: 'all' }, node)));
});

describeWithShared('hostile texts', 'contracts/hostile-inputs.json', (file) => {
  test('are printed as React would print them', () => {
    const texts = ['row.text', 'ui.filter', 'url.param'].flatMap((surface) => hostileInputs(file, surface).map(({ text }) => text));
    expect(texts.length).toBeGreaterThan(50);
    expectAsReact(texts.map((text) => e('a', { href: `/audit?q=${text}`, title: text, 'data-copy': text, className: text }, text)));
  });
});

test('marks, arrows and dashes are told by their numbers, and letters are not', () => {
  expect(printed(e('td', { title: 'a → b' }, '✓ “ü” – 日本 😀'))).toBe(
    '<td title="a &#8594; b">&#10003; &#8220;ü&#8221; &#8211; 日本 😀</td>',
  );
});

test('fields of a form are printed as they are filled in', () => {
  const form = e(
    'form',
    { method: 'post', action: '/api/zone' },
    e('input', { type: 'radio', name: 'as', value: '<b>', defaultChecked: true }),
    e('input', { name: 'reason', defaultValue: '"', required: true, hidden: false, disabled: true }),
  );
  expect(printed(form)).toBe(
    '<form method="post" action="/api/zone"><input type="radio" name="as" value="&lt;b&gt;" checked="">' +
      '<input name="reason" value="&quot;" required="" disabled=""></form>',
  );
});

function expectAsReact(elements: readonly ReactElement[]): void {
  expect(elements.map((element) => withoutNumbers(printed(element)))).toEqual(printedByReact(elements));
}

/** What is not told by its number is told as `&amp;#…` where a text says so. */
function withoutNumbers(html: string): string {
  return html.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}

/** The outermost element is React's to print, so that another one stands around it. */
function printed(element: ReactElement): string {
  return pack(e('div', null, element)).html;
}

/** In a process of its own, because React prints nothing where it is the server's alone. */
function printedByReact(elements: readonly ReactElement[]): readonly string[] {
  const program = `
    const { createElement } = require('react');
    const { renderToStaticMarkup } = require('react-dom/server');
    const made = (told) => (Array.isArray(told) ? createElement(told[0], told[1], ...told.slice(2).map(made)) : told);
    console.log(JSON.stringify(JSON.parse(require('node:fs').readFileSync(0, 'utf8')).map((told) => renderToStaticMarkup(made(told)))));`;
  const told = JSON.stringify(elements.map((element) => toldIn(element)[0]));
  return JSON.parse(
    execFileSync(process.execPath, ['-e', program], { input: told, encoding: 'utf8', maxBuffer: 1e8, env: { NODE_ENV: 'production' } }),
  );
}

/** Elements of HTML as `[tag, attributes, ...children]`. */
function toldIn(node: ReactNode): readonly unknown[] {
  if (Array.isArray(node)) return node.flatMap(toldIn);
  if (!isValidElement<{ children?: ReactNode }>(node)) return [node];
  const { type, props } = node;
  if (typeof type === 'function') return toldIn((type as (given: unknown) => ReactNode)(props));
  const { children, ...attributes } = props;
  return typeof type === 'string' ? [[type, attributes, ...toldIn(children)]] : toldIn(children);
}
