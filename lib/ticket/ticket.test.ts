import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { sharedData } from '@/tests/support/shared-data';
import { actionMarkdown } from './action-markdown';
import { curlLine } from './curl-line';
import { ledgerMarkdown } from './ledger-markdown';
import { type ListTicket, listMarkdown } from './list-markdown';
import { code, markdownTable, proseOrCode } from './markdown';

const list = sharedData('contracts/hostile-inputs.json');
const own = [
  '`id`',
  '$(touch owned)',
  '`touch owned`',
  '; touch owned; #',
  "'; touch owned; '",
  '" && touch owned && "',
  '\\',
  "\\'; touch owned #",
  '\n touch owned\n',
  '!!',
  '$IFS$TRACEBOOK_TOKEN',
  '\u001b[201~touch owned\r',
  '{a,b}[1-9]',
  '-o owned',
  '| a | b |',
  'a\\|b',
  '@everyone #1 https://example.com www.example.com',
  '](javascript:alert(1))',
  '</code><img src=x onerror=alert(1)>',
  '``` x',
  '\u202egnp.exe',
];
const hostile = [
  ...own,
  ...(list ? ['row.text', 'ui.filter', 'ui.lookup', 'url.param'].flatMap((surface) => hostileInputs(list, surface)) : []).map(
    ({ text }) => text,
  ),
];
const text = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...'`|\\*_<>&@#[]()!$\'"\n ab'), maxLength: 20 }),
);

describe('curlLine', () => {
  it('asks with a variable in place of a token', () => {
    expect(curlLine('https://tb.example/api/v1/actions?q=actor:u_1+outcome:failure')).toBe(
      `curl --fail-with-body -H "Authorization: Bearer $TRACEBOOK_TOKEN" 'https://tb.example/api/v1/actions?q=actor:u_1+outcome:failure'`,
    );
  });

  it('is one command whatever the address holds: nothing of it is run, and curl gets the address as it was', () => {
    const folder = mkdtempSync(join(tmpdir(), 'curl-line-'));
    writeFileSync(join(folder, 'curl'), '#!/bin/sh\nfor given in "$@"; do printf "%s\\0" "$given"; done\n', { mode: 0o755 });
    try {
      // Raw and encoded: no address of ours is raw, and one that were would do no harm either.
      const asked = hostile.flatMap((value) => [`q=${encodeURIComponent(value.toWellFormed())}`, `q=${value.toWellFormed()}`]);
      const addresses = asked.map((query) => `https://tb.example/api/v1/actions?${query}`);
      const { stdout, status } = spawnSync('bash', ['--norc', '-i'], {
        input: `${addresses.map(curlLine).join('\n')}\n`,
        cwd: folder,
        encoding: 'utf8',
        env: {
          ...process.env,
          PATH: `${folder}:${process.env.PATH}`,
          HOME: folder,
          TRACEBOOK_TOKEN: 'tb_1 2',
          PS1: '',
          TERM: 'dumb',
          HISTFILE: '',
        },
      });
      expect(status).toBe(0);
      const given = stdout.split('\0').slice(0, -1);
      expect(given.length).toBe(addresses.length * 4);
      addresses.forEach((address, at) => {
        expect(given.slice(at * 4, at * 4 + 3)).toEqual(['--fail-with-body', '-H', 'Authorization: Bearer tb_1 2']);
        expect(new URL(given[at * 4 + 3] ?? '').searchParams.get('q')).toBe(new URL(address).searchParams.get('q'));
      });
      expect(readdirSync(folder)).toEqual(['curl']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is printable and one line', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(curlLine(`https://tb.example/?q=${value.toWellFormed()}`)).toMatch(/^[ -~]+$/);
      }),
    );
  });
});

describe('Markdown', () => {
  it.each([
    ['c_9', '`c_9`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['', ''],
    ['a\nb', '`a\\nb`'],
    ['\u202egnp', '`\\u202egnp`'],
  ])('%j is code as %s', (value, expected) => expect(code(value)).toBe(expected));

  it('code holds the text, and ends where it ends', () => {
    fc.assert(
      fc.property(text, (value) => {
        const written = code(value);
        if (written === '') return;
        const fence = /^`+/.exec(written)?.[0] ?? '';
        const inside = written.slice(fence.length, -fence.length);
        expect(written.endsWith(fence)).toBe(true);
        expect([...inside.matchAll(/`+/g)].filter(([run]) => run.length === fence.length)).toEqual([]);
        expect(written).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it('a table has as many cells in every row as it has headings, whatever they hold', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const lines = markdownTable(['One', 'Two'], [[{ code: a }, [{ code: b }, { words: 'x' }]]]);
        expect(lines.length).toBe(3);
        for (const line of lines) expect(line.split('|').length).toBe(4);
      }),
    );
  });

  it('a heading is prose only where it can be nothing else', () => {
    expect(proseOrCode('Failed actions by u_1 in October 2026, New York time')).toBe(
      'Failed actions by u\\_1 in October 2026, New York time',
    );
    for (const value of ['@everyone', '#1', 'a/b#1', 'https://example.com', 'www.example.com', '<b>', 'GH-1 x`', '](x)'])
      expect(proseOrCode(`Actions by ${value}`)).toMatch(/^`/);
  });
});

const row = {
  ref: 'shop~1',
  created_at: '2026-10-03T14:02:11.204113Z',
  actor_id: 'zoe',
  actor_label: 'Zoe M',
  on_behalf_of: 'u_9',
  action: 'customer.update',
  subject_type: 'customer',
  subject_id: 'c_9',
  subject_label: null,
  org_id: null,
  request_id: 'req_1',
  outcome: 'success',
  source: 'shop',
} as const;

describe('tickets', () => {
  it('an action is its sentence, its fields, its changes and its address', () => {
    const changes = [
      { path: ['plan'], kind: 'changed', before: { type: 'string', text: '"a|b"' }, after: { type: 'string', text: '"c"' } },
    ] as const;
    const link = 'https://tb.example/audit/action?ref=shop~1';
    expect(actionMarkdown({ action: row, known: { changes }, changes, zone: 'America/New_York', link })).toBe(
      [
        '`Zoe M` as `u_9` changed `plan` of customer `c_9` from `a|b` to `c`.',
        '',
        '* Action: `customer.update`',
        '* Time: 2026-10-03 10:02:11.204113-04:00 (New York time), 2026-10-03T14:02:11.204113Z',
        '* Outcome: success',
        '* Request: `req_1`',
        '* Source: `shop`',
        '* Reference: `shop~1`',
        '',
        '| Changed | Before | After |',
        '| --- | --- | --- |',
        '| `plan` | <code>&#34;a&#124;b&#34;</code> | `"c"` |',
        '',
        '<https://tb.example/audit/action?ref=shop~1>',
      ].join('\n'),
    );
  });

  const ticket: ListTicket = {
    title: 'All actions',
    query: '',
    count: '1 action',
    rows: [row],
    missing: [],
    names: new Map([['u_9', 'Kari']]),
    zone: 'UTC',
    link: 'https://tb.example/audit',
  };

  it('a list is its question, its rows and its address', () => {
    expect(listMarkdown({ ...ticket, query: 'actor:zoe' }).split('\n')).toEqual([
      'All actions: 1 action',
      '',
      '| Time (UTC) | Who | Did what | To what | Outcome | Request |',
      '| --- | --- | --- | --- | --- | --- |',
      '| 2026-10-03 14:02:11.204113+00:00 | `Zoe M` (`zoe`) as `Kari` (`u_9`) | `customer.update` | `customer` `c_9` | success | `req_1` |',
      '',
      'Search:',
      '',
      '    actor:zoe',
      '',
      '<https://tb.example/audit>',
    ]);
  });

  it('a list says what it lacks', () => {
    const written = listMarkdown({ ...ticket, missing: ['Rows of shop are missing: it gave no answer', 'Rows of @all are missing'] });
    expect(written.split('\n').slice(1, 6)).toEqual([
      '',
      'Rows of shop are missing: it gave no answer',
      '',
      '`Rows of @all are missing`',
      '',
    ]);
  });

  it('nothing of a row is markup', () => {
    fc.assert(
      fc.property(text, (value) => {
        const rows = [{ ...row, actor_id: value, actor_label: value, action: value, subject_id: value, request_id: value }];
        const lines = listMarkdown({ ...ticket, title: value, rows }).split('\n');
        expect(lines.length).toBe(7);
        const bare = lines
          .slice(0, 5)
          .join('\n')
          .replace(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '')
          .replace(/<code>[^<]*<\/code>/g, '');
        expect(bare).not.toMatch(/[<>[\]@#]/);
      }),
    );
  });

  it('a ledger says what is unknown, and no name in it is markup', () => {
    fc.assert(
      fc.property(text, (feature) => {
        const row = { feature, verdict: 'unknown', place: null, users: null, events: null, value: null, cost: 12.4 };
        const days = { from: '2026-10-01', to: '2026-10-31', zone: 'UTC' };
        const lines = ledgerMarkdown({
          finding: feature,
          sentence: 'All use',
          ...days,
          link: 'https://tb.example/usage',
          rows: [row],
        }).split('\n');
        expect(lines[2]).toBe('All use in October 2026, UTC.');
        expect(lines[6]).toContain('| unknown | unknown | unknown | unknown | 12 |');
        const bare = `${lines[0]} ${lines[6]}`.replace(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '').replace(/<code>[^<]*<\/code>/g, '');
        expect(bare).not.toMatch(/[<>[\]@#]/);
      }),
    );
  });
});
