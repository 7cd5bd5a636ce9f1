import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { database } from '@/lib/database';
import { importActions } from '@/lib/import';
import { systemViewer } from '@/lib/viewer';
import { freshDatabase } from '@/tests/support/database';
import { describeWithShared } from '@/tests/support/shared';

beforeAll(freshDatabase);

interface Hostile {
  readonly id: string;
  readonly surfaces: readonly string[];
  readonly value?: unknown;
  readonly raw?: string;
  readonly hex?: string;
  readonly gen?: {
    readonly prefix?: string;
    readonly repeat?: string;
    readonly count: number;
    readonly prefix_repeat?: string;
    readonly suffix_repeat?: string;
    readonly json_keys?: number;
  };
}

describeWithShared('hostile rows', 'contracts/hostile-inputs.json', (path) => {
  test('cost at most their own line', async () => {
    const { inputs }: { inputs: readonly Hostile[] } = JSON.parse(readFileSync(path, 'utf8'));
    const rows = inputs.flatMap((input) => [...textRows(input), ...metadataRows(input)]);
    expect(rows.length).toBeGreaterThan(40);
    const lines = rows.flatMap((row, n) => [row, good(n)]);
    const folder = mkdtempSync(join(tmpdir(), 'import-'));
    const [file, rejects] = [join(folder, 'hostile.ndjson'), join(folder, 'rejects.ndjson')];
    writeFileSync(file, Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])));

    const summary = await importActions(systemViewer('test'), { files: [file], map: 'own', source: 'hostile', rejects, now });

    expect(summary.state).toBe('finished');
    expect(summary.created + summary.repeated + summary.conflicted + summary.rejected + summary.skipped + summary.blank).toBe(
      summary.lines,
    );
    const [stored] = await database('system').execute(sql`
      select count(*) filter (where event_id like 'good %')::int as good, count(*)::int as every from admin_actions where source = 'hostile'
    `);
    expect(stored).toEqual({ good: rows.length, every: summary.created });
    const reasons = new Set(rejectReasons(rejects));
    expect(summary.rejected).toBe(rejectReasons(rejects).length);
    for (const reason of reasons)
      expect(reason).toMatch(
        /the map found none|not a point in time|no offset from UTC|longer than|not JSON|nested too deeply|beyond what can be kept|UTF-8|not an object/,
      );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

const now = '2026-11-22T12:00:00.000000Z';

function good(n: number): Buffer {
  return Buffer.from(JSON.stringify({ event_id: `good ${n}`, action: 'a', created_at: now }));
}

function textRows({ id, surfaces, value, gen }: Hostile): Buffer[] {
  if (!surfaces.includes('row.text')) return [];
  const texts = [value ?? (gen ? `${gen.prefix ?? ''}${(gen.repeat ?? '').repeat(gen.count)}` : [])].flat();
  const columns = ['actor_id', 'action', 'subject_id', 'request_id', 'org_id', 'created_at'];
  return texts.flatMap((text, n) =>
    columns.map((column) =>
      Buffer.from(JSON.stringify({ event_id: `${id} ${column} ${n}`, action: 'a', created_at: now, [column]: text })),
    ),
  );
}

function metadataRows({ id, surfaces, value, raw, hex, gen }: Hostile): Buffer[] {
  if (!surfaces.includes('row.metadata')) return [];
  const text = raw ?? (hex === undefined ? generated(gen) : undefined) ?? JSON.stringify({ value });
  const row = (json: string) => Buffer.from(`{"event_id":"${id} metadata","action":"a","created_at":"${now}","metadata":${json}}`);
  if (hex === undefined) return [row(text)];
  const [before = '', after = ''] = row('"|"').toString().split('|');
  return [Buffer.concat([Buffer.from(before), Buffer.from(hex, 'hex'), Buffer.from(after)])];
}

function generated(gen: Hostile['gen']): string | undefined {
  if (!gen) return undefined;
  if (gen.json_keys) return `{${Array.from({ length: gen.json_keys }, (_, n) => `"k${n}":${n}`).join(',')}}`;
  if (gen.prefix_repeat) return gen.prefix_repeat.repeat(gen.count) + (gen.suffix_repeat ?? '').repeat(gen.count);
  return JSON.stringify({ value: `${gen.prefix ?? ''}${(gen.repeat ?? '').repeat(gen.count)}` });
}

function rejectReasons(path: string): string[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).reason);
}
