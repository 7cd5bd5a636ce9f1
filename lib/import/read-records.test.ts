import { expect, test } from 'vitest';
import { formatOf } from './read-records';

test.each([
  ['a.ndjson', '{"a":1}\n{"a":2}', undefined, 'lines'],
  ['a.json', '[{"a":1}]', undefined, 'array'],
  ['-', '\ufeff \n[', undefined, 'array'],
  ['a.json.gz', '{"Records":[{"a":1}]}', 'Records', 'array'],
  ['a.json.gz', '{"Records":[{"a":1},{"a":', 'Records', 'array'],
  ['a.json', '{\n  "count": 1,\n  "results": [\n', 'results', 'array'],
  ['a.json', '{"Records":"none"}\n', 'Records', 'lines'],
  ['a.json', '{"a":{"Records":[1]}}\n', 'Records', 'lines'],
  ['a.json', '{"Records":[{"a":1}]}', undefined, 'lines'],
  ['a.csv.gz', '{"a",b', undefined, 'csv'],
  ['-', 'a,b\n1,2', undefined, 'csv'],
  ['a.jsonl', 'damaged\n{"a":1}', undefined, 'lines'],
  ['a', '', undefined, 'lines'],
])('%s that begins with %j, for a map with records under %s, is read as %4$s', (name, head, under, format) => {
  expect(formatOf(name, head, under)).toBe(format);
});
