import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { textOf } from './project-files';

/** These may be used anywhere, in the browser too. Every other door is closed to it. */
const pure = new Set([
  'address',
  'errors',
  'time',
  'viewer',
  'visible-text',
  'redaction',
  'reading',
  'remembered',
  'sentence',
  'story',
  'ticket',
  'tlog',
  'evidence',
  'handover',
]);

const rooms = readdirSync('lib', { withFileTypes: true }).map(({ name }) => name);

/** The rows of rooms that `biome.json` holds apart, like `lib/{config,paging}/**`. */
const rows = [...textOf('biome.json').matchAll(/"includes": \[\s*"lib\/\{?([a-z,-]+)\}?\/\*\*"\s*\]/g)].map(([, names]) =>
  (names ?? '').split(','),
);

describe.each(rooms)('lib/%s', (room) => {
  const door = `lib/${room}/index.ts`;

  test('stands in one row of the import rule, and in the list of rooms', () => {
    expect(rows.filter((names) => names.includes(room)).length).toBe(1);
    expect(textOf('ARCHITECTURE.md')).toContain(`| \`${room}\` |`);
  });

  test('has a door', () => {
    expect(existsSync(door)).toBe(true);
  });

  test(`opens ${pure.has(room) ? 'to everybody' : "with 'server-only'"}`, () => {
    const opensForServerOnly = textOf(door).startsWith("import 'server-only';");
    expect(opensForServerOnly).toBe(!pure.has(room));
  });

  test('only re-exports, by name, with a paragraph on what the room knows', () => {
    const text = textOf(door);
    const rest = text
      .replace("import 'server-only';", '')
      .replace(/\/\*\*[\s\S]*?\*\//g, '')
      .replace(/export (type )?\{[^}]*\} from '\.\/[a-z0-9-]+(\/[a-z0-9-]+)*';/g, '')
      .trim();
    expect(rest).toBe('');
    expect(text).toContain('/**');
  });
});
