import { describe, expect, test } from 'vitest';
import { mostActions, readActions } from './read-actions';

const json = (body: string) => readActions(body, { isLines: false });
const lines = (body: string) => readActions(body, { isLines: true });

describe('actions in a body', () => {
  test('are one object, an array, or one a line', () => {
    expect(json('{"action":"a"}')).toEqual([{ action: 'a' }]);
    expect(json(' [{"action":"a"}, {"action":"b"}] ')).toHaveLength(2);
    expect(lines('{"action":"a"}\r\n\n{"action":"b"}')).toEqual([{ action: 'a' }, { action: 'b' }]);
  });

  test('keep their metadata to the letter', () => {
    const metadata = `{"big": 9007199254740993, "huge":1e400,"d":1.00,"deep":${'['.repeat(6_000)}${']'.repeat(6_000)}}`;
    expect(json(`{"action":"a","metadata":${metadata}}`)).toEqual([{ action: 'a', metadata }]);
  });

  test('may have numbers for ids, to the digit', () => {
    expect(json('{"action":"a","subject_id":9007199254740993}')).toEqual([{ action: 'a', subject_id: '9007199254740993' }]);
  });

  test('may leave anything but the action empty', () => {
    expect(json('{"action":"a","actor_id":null,"outcome":null,"metadata":null}')).toEqual([{ action: 'a' }]);
  });

  test.each([
    ['{"actor_id":"u"}', 'action is missing'],
    ['{"action":7}', 'action must be a text'],
    ['{"action":"a","actor_id":{"$gt":""}}', 'actor_id must be a text or a number'],
    ['{"action":"a","outcome":"ok"}', 'outcome must be success, failure or unknown'],
    ['{"action":"a","metadata":[]}', 'metadata must be an object'],
    ['{"action":"a","id":1}', 'no field is called id; put it into metadata'],
    ['{"action":"a","__proto__":{}}', 'no field is called __proto__; put it into metadata'],
    ['[]', 'an action is an object'],
    ['null', 'an action is an object'],
    ['{"action":', 'the line is not JSON'],
  ])('a bad row costs only itself: %s', (row, reason) => {
    expect(lines(`{"action":"good"}\n${row}\n{"action":"good"}`)).toEqual([
      { action: 'good' },
      { event_id: null, reason },
      { action: 'good' },
    ]);
  });

  test('a bad row keeps its event id', () => {
    expect(json('[{"event_id":"e_1"}]')).toEqual([{ event_id: 'e_1', reason: 'action is missing' }]);
  });

  test.each(['', 'no json', '7', '"x"', '[]', '{"action":"a"} {}'])('a body that holds none is refused: %s', (body) => {
    expect(() => json(body)).toThrow(expect.objectContaining({ code: 'malformed' }));
  });

  test('more of them than one delivery may hold are refused', () => {
    expect(() => lines('{"action":"a"}\n'.repeat(mostActions + 1))).toThrow(expect.objectContaining({ code: 'too-large' }));
  });
});
