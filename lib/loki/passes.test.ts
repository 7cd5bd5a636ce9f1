import { parser } from '@grafana/lezer-logql';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineGrammar, lineTerm, parseFilter } from '@/lib/address';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { describeWithShared } from '@/tests/support/shared';
import { passesFor, passesForId } from './passes';

const selector = '{service_name=~".+"}';

/** Grafana's own grammar; an error node is text that Loki refuses, or reads as something else. */
function shapeOf(query: string): { readonly hasError: boolean; readonly nodes: readonly string[] } {
  const nodes: string[] = [];
  let hasError = false;
  parser.parse(query).iterate({
    enter: ({ type }) => {
      nodes.push(type.name);
      hasError ||= type.isError;
    },
  });
  return { hasError, nodes };
}

const pasted = (text: string) => passesFor(selector, { terms: [lineTerm('service', text), { kind: 'words', isNegated: false, text }] });

describe('questions in LogQL', () => {
  test.each([
    ['', [selector]],
    ['service:web', ['{service_name=~".+", service_name=~"web|unknown_service.*|"}']],
    ['service:a.c,b*', ['{service_name=~".+", service_name=~"a\\\\.c|b.*|unknown_service.*|"}']],
    ['-service:web,api', ['{service_name=~".+", service_name!="web", service_name!="api"}']],
    ['"timed out" level:error', ['{service_name=~".+"} |~ "(?i)timed out"']],
    [
      'session:s_1',
      [
        '{service_name=~".+"} |~ "s_1"',
        '{service_name=~".+"} | session_id="s_1" or sessionId="s_1" or session_id="s_1" or _session_id="s_1"',
      ],
    ],
  ])('%s', (text, passes) => {
    const [first, second = ''] = passesFor(selector, parseFilter(text, lineGrammar));
    expect(first).toBe(passes[0]);
    if (passes[1]) expect(second).toContain('session_id="s_1" or sessionId="s_1"');
    expect([first, second].filter((pass) => pass !== '').every((pass) => !shapeOf(pass ?? '').hasError)).toBe(true);
  });

  test('the grammar that checks them sees what is wrong', () => {
    for (const wrong of ['{a="b"', '{a="b} | c', '{service_name=~".+"} |~ "a"b"', '{service_name=~".+"} |~ "a\\xq"b']) {
      expect(shapeOf(wrong).hasError).toBe(true);
    }
  });

  test('keep their shape whatever is looked for', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', minLength: 1 }), holdsShape), { numRuns: 500 });
  });

  describeWithShared('keep their shape for hostile inputs', 'contracts/hostile-inputs.json', (file) => {
    test.each(hostileInputs(file, 'ui.lookup').filter(({ text }) => text !== ''))('$id', ({ text }) => holdsShape(text));
  });
});

const long = [...pasted('x y '.repeat(9_000)), ...passesForId(selector, 'x'.repeat(9_000))];
const usual = new Set([...pasted('word'), ...passesForId(selector, 'word'), ...long].flatMap((pass) => shapeOf(pass).nodes));

/** Nothing of the language comes in with what people type. */
function holdsShape(text: string): void {
  for (const query of [...pasted(text), ...passesForId(selector, text)]) {
    const { hasError, nodes } = shapeOf(query);
    expect(hasError, query.slice(0, 300)).toBe(false);
    expect(encodeURIComponent(query).length).toBeLessThanOrEqual(6_000);
    expect(nodes.filter((name) => !usual.has(name))).toEqual([]);
  }
}
