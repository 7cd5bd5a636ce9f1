import { createElement as e, type ReactNode } from 'react';
import { expect, test } from 'vitest';
import { Once } from './once';
import { pack } from './pack';

function printed(node: ReactNode): string {
  return pack(e('div', null, node)).html;
}

function Row({ of, name, made }: { of: string; name: string; made: string[] }) {
  const children = () => {
    made.push(of);
    return e('b', null, name);
  };
  return e(Once, { of, ...{ children } });
}

test('what is made of the same is made once, what is made of other things is made of them', () => {
  const made: string[] = [];
  const rows = ['a', 'b', 'a'].map((of) => e(Row, { key: of, of: `same ${of}`, name: `<${of}>`, made }));
  expect(printed(rows)).toBe('<b>&lt;a&gt;</b><b>&lt;b&gt;</b><b>&lt;a&gt;</b>');
  expect(printed(rows)).toBe('<b>&lt;a&gt;</b><b>&lt;b&gt;</b><b>&lt;a&gt;</b>');
  expect(made).toEqual(['same a', 'same b']);
});

test('what was asked for longest ago is forgotten', () => {
  const made: string[] = [];
  const row = (of: string) => printed(e(Row, { of, name: of, made }));
  row('kept');
  row('forgotten');
  for (let n = 0; n < 999; n += 1) {
    row(`many ${n}`);
    row('kept');
  }
  made.length = 0;
  row('kept');
  row('forgotten');
  expect(made).toEqual(['forgotten']);
});

test('what is made of very much is not kept', () => {
  const made: string[] = [];
  const large = 'x'.repeat(8_001);
  for (let n = 0; n < 2; n += 1) printed(e(Row, { of: large, name: 'large', made }));
  expect(made).toEqual([large, large]);
});

test('what fails is not known', () => {
  const row = (children: () => ReactNode) => printed(e(Once, { of: 'failing', ...{ children } }));
  expect(() => row(() => e('script'))).toThrow('cannot be packed');
  expect(row(() => 'well')).toBe('well');
});

test('it cannot be anywhere else', () => {
  expect(() => Once({ of: '', children: () => null })).toThrow('inside of Packed');
});
