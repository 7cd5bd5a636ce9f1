import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { columns, loadMap, readMap, shippedMaps } from './map-file';
import { compileMap, type MappingOptions } from './map-record';

describe('compileMap', () => {
  afterEach(() => vi.restoreAllMocks());

  const given = { action: 'did', actor_id: ['who.id', 'who.name'], created_at: 'at' };
  const at = '2026-10-03T14:02:11Z';

  test('fills the columns that give something, and keeps the record as it is written', async () => {
    const text = `{"did": "x.y", "who": {"id": "", "name": "zoe"}, "at": "${at}", "n": 1.00, "n": 9007199254740993}`;
    expect(await mapped(given, text)).toEqual({
      kind: 'action',
      input: {
        action: 'x.y',
        actor_id: 'zoe',
        created_at: '2026-10-03T14:02:11Z',
        event_id: `sha256:${createHash('sha256').update(text).digest('hex').slice(0, 32)}`,
        outcome: 'unknown',
        metadata: text,
      },
    });
  });

  test.each([
    ['{"did":1', /^is not JSON: /],
    ['[1]', /^is JSON, but not an object$/],
    ['null', /^is JSON, but not an object$/],
    ['{}', /^action: the map found none$/],
    ['{"did":{"x":1}}', /^action: "did" gave an object where a text, a number or nothing is needed$/],
    ['{"did":["a","b"]}', /^action: "did" gave a list where/],
    ['{"did":9007199254740993}', /^action: "did" gave a number of more digits than can be read exactly/],
    ['{"did":"x"}', /^created_at: the map found none$/],
    ['{"did":"x","at":"yesterday"}', /^created_at: "yesterday" is not a point in time$/],
    ['{"did":"x","at":"2026-02-30T00:00:00Z"}', /^created_at: .* is not a point in time$/],
    ['{"did":"x","at":"2026-02-20"}', /^created_at: .* is not a point in time$/],
    ['{"did":"x","at":"infinity"}', /^created_at: .* is not a point in time$/],
    ['{"did":"x","at":"2026-02-20 10:00:00"}', /has no offset from UTC; name its zone with --zone$/],
    ['{"did":"x","at":1790000000000}', /^created_at: "1790000000000" is not a point in time$/],
  ])('rejects %s', async (text, reason) => {
    expect(await mapped(given, text)).toEqual({ kind: 'rejected', reason: expect.stringMatching(reason) });
  });

  test.each([
    ['2026-07-01 10:00:00.1234567', 'Europe/Berlin', '2026-07-01T08:00:00.123456Z'],
    ['2026-01-01T10:00:00+05:45', 'Europe/Berlin', '2026-01-01T10:00:00+05:45'],
    ['2026-10-03T14:02:11.999999999Z', undefined, '2026-10-03T14:02:11.999999999Z'],
    ['2026-10-03 14:02:11.999999999', 'UTC', '2026-10-03T14:02:11.999999Z'],
    ['2026-10-03T14:02', 'UTC', '2026-10-03T14:02:00.000000Z'],
  ])('reads the time %s in zone %s', async (text, zone, expected) => {
    const result = await mapped(given, JSON.stringify({ did: 'x', at: text }), zone === undefined ? {} : { zone });
    expect(result).toMatchObject({ input: { created_at: expected } });
  });

  test('does not reject a record because of an expression that never ends', async () => {
    let now = 0;
    vi.spyOn(Date, 'now').mockImplementation(() => {
      now += 100;
      return now;
    });
    const endless = '($f := function($n) { $f($n + 1) }; $f(0))';
    await expect(mapped({ ...given, actor_id: endless }, '{"did": "x"}')).rejects.toThrow(/did not end within 10 s/);
  });

  test('says which expression failed, and what it gave', async () => {
    expect(await mapped({ ...given, actor_id: '$number(who)' }, `{"did":"x","at":"${at}","who":"zoe"}`)).toEqual({
      kind: 'rejected',
      reason: expect.stringMatching(/^actor_id: the expression "\$number\(who\)" failed: .*"zoe"/),
    });
    expect(await mapped({ ...given, outcome: "'fine'" }, `{"did":"x","at":"${at}"}`)).toEqual({
      kind: 'rejected',
      reason: 'outcome: "fine" is none of success, failure, unknown',
    });
  });

  test('leaves out what skip names, and gives the organisation where the map finds none', async () => {
    const map = readMap(JSON.stringify({ name: 'm', skip: 'readOnly', columns: { ...given, org_id: 'org' } }), 'm');
    const mapper = compileMap(map, { org: 'o_1' });
    expect(await mapper('{"readOnly":true}')).toEqual({ kind: 'skipped' });
    expect(await mapper(`{"readOnly":false,"did":"x","at":"${at}"}`)).toMatchObject({ input: { org_id: 'o_1' } });
    expect(await mapper(`{"readOnly":"no","did":"x","at":"${at}","org":"o_2"}`)).toMatchObject({ input: { org_id: 'o_2' } });
  });

  test('refuses a zone that does not exist, and an expression that cannot be read', () => {
    const map = readMap(JSON.stringify({ name: 'm', columns: given }), 'm');
    expect(() => compileMap(map, { zone: 'Mars/Olympus' })).toThrow('no time zone Mars/Olympus');
    expect(() => compileMap({ ...map, columns: { action: 'a b' } })).toThrow('The expression "a b" cannot be read');
  });

  async function mapped(columns: object, text: string, options: MappingOptions = {}) {
    return compileMap(readMap(JSON.stringify({ name: 'm', columns }), 'm'), options)(text);
  }
});

describe('readMap', () => {
  test('says all that is wrong with a map', () => {
    const text = JSON.stringify({ name: 'My map', columns: { actor: 'x', actor_id: [] }, recods: 'y' });
    expect(() => readMap(text, 'my.json')).toThrow(
      /^The map my\.json cannot be used\. name: must be .*columns.*actor_id.*action.*actor.*recods/s,
    );
    expect(() => readMap('{', 'my.json')).toThrow(/^The map my\.json is not JSON: /);
  });

  test('names the shipped maps where there is none', async () => {
    await expect(loadMap('cloudtrial')).rejects.toThrow('none of cloudtrail, github, kubernetes, own, posthog, wikipedia');
  });
});

describe('shipped maps', () => {
  test.each(Object.keys(shippedMaps))('%s is named as its file', async (name) => {
    expect((await loadMap(name)).name).toBe(name);
  });

  test.each([
    ['a failed sign-in without an error code', { responseElements: { ConsoleLogin: 'Failure' } }, { outcome: 'failure' }],
    ['a sign-in', { responseElements: { ConsoleLogin: 'Success' } }, { outcome: 'success' }],
    ['an error', { errorCode: 'AccessDenied', responseElements: null }, { outcome: 'failure' }],
    [
      'a resource without an ARN',
      { resources: [{ type: 'AWS::S3::Object', ARNPrefix: 'arn:p' }] },
      { subject_type: 'AWS::S3::Object', subject_id: 'arn:p' },
    ],
    ['a resource before parameters', { resources: [{ ARN: 'arn:r' }], requestParameters: { roleName: 'r' } }, { subject_id: 'arn:r' }],
    ['a security group', { requestParameters: { groupId: 'sg-1' } }, { subject_type: 'AWS::EC2::SecurityGroup', subject_id: 'sg-1' }],
    ['a creation', { requestParameters: { groupName: 'g' }, responseElements: { groupId: 'sg-1' } }, { outcome: 'success' }],
    ['no ARN', { userIdentity: { accountId: '1', invokedBy: 'ec2.amazonaws.com' } }, { actor_id: 'ec2.amazonaws.com' }],
    ['only a type', { userIdentity: { type: 'Unknown', arn: '' } }, { actor_id: 'Unknown', actor_type: 'Unknown' }],
    [
      'a role',
      { userIdentity: { type: 'AssumedRole', arn: 'arn:s', sessionContext: { sessionIssuer: { arn: 'arn:r', userName: 'admin' } } } },
      { actor_id: 'arn:s', actor_label: 'admin', on_behalf_of: 'arn:r' },
    ],
  ])('cloudtrail reads %s', async (_, members, expected) => {
    const event = { eventSource: 'ec2.amazonaws.com', eventName: 'X', '@timestamp': '2026-10-03T14:02:11Z', eventID: 'e', ...members };
    const result = await (await mapperOf('cloudtrail'))(JSON.stringify(event));
    expect(result).toMatchObject({
      kind: 'action',
      input: { action: 'ec2:X', created_at: '2026-10-03T14:02:11Z', event_id: 'e', ...expected },
    });
  });

  test('kubernetes tells the stages of one request apart', async () => {
    const event = {
      auditID: 'a',
      stage: 'ResponseComplete',
      verb: 'create',
      user: { username: 'system:serviceaccount:kube-system:job-controller' },
      objectRef: { resource: 'pods', namespace: 'shop', name: 'cart-1', subresource: 'exec' },
      responseStatus: { code: 403 },
      requestReceivedTimestamp: '2026-10-03T14:02:11.204113Z',
    };
    const mapper = await mapperOf('kubernetes');
    expect(await mapper(JSON.stringify(event))).toMatchObject({
      input: {
        event_id: 'a/ResponseComplete',
        request_id: 'a',
        action: 'create pods/exec',
        actor_type: 'serviceaccount',
        subject_type: 'pods',
        subject_id: 'shop/cart-1',
        created_at: '2026-10-03T14:02:11.204113Z',
        outcome: 'failure',
      },
    });
    const started = { ...event, stage: 'RequestReceived', responseStatus: undefined, objectRef: undefined, verb: 'get' };
    expect(await mapper(JSON.stringify(started))).toMatchObject({
      input: { event_id: 'a/RequestReceived', action: 'get', outcome: 'unknown' },
    });
  });

  test('github reads milliseconds, as numbers and as the texts of a CSV export', async () => {
    const event = { '@timestamp': 1685465626150, _document_id: 'd', action: 'org.add_member', actor: 'admin', user: 'zoe', org: 'acme' };
    const expected = {
      event_id: 'd',
      created_at: '2023-05-30T16:53:46.150Z',
      actor_id: 'admin',
      subject_type: 'user',
      subject_id: 'zoe',
      org_id: 'acme',
      outcome: 'success',
    };
    const mapper = await mapperOf('github');
    expect(await mapper(JSON.stringify(event))).toMatchObject({ input: expected });
    expect(await mapper(JSON.stringify({ ...event, '@timestamp': '1685465626150' }))).toMatchObject({ input: expected });
    const push = { ...event, action: 'team.add_repository', team: 'acme/core', repo: 'acme/shop', actor_is_bot: true };
    expect(await mapper(JSON.stringify(push))).toMatchObject({
      input: { subject_type: 'team', subject_id: 'acme/core', actor_type: 'bot' },
    });
  });

  test('posthog reads an entry of the activity log', async () => {
    const entry = {
      id: '0198338d-2b8a-0000-dcdc-456a976fcbe3',
      user: { uuid: 'u', first_name: 'Zoe', email: 'zoe@example.com' },
      organization_id: 'o',
      is_system: false,
      was_impersonated: false,
      activity: 'updated',
      scope: 'FeatureFlag',
      item_id: '12',
      detail: { name: 'beta', changes: [{ type: 'FeatureFlag', action: 'changed', field: 'active', before: false, after: true }] },
      created_at: '2025-07-22T10:00:00.123456Z',
    };
    expect(await (await mapperOf('posthog'))(JSON.stringify(entry))).toMatchObject({
      input: {
        event_id: entry.id,
        action: 'FeatureFlag.updated',
        actor_id: 'u',
        actor_label: 'zoe@example.com',
        subject_type: 'FeatureFlag',
        subject_id: '12',
        subject_label: 'beta',
        org_id: 'o',
        metadata: `{"changes":${JSON.stringify(entry.detail.changes)},${JSON.stringify(entry).slice(1)}`,
      },
    });
  });

  test('a map can say where before and after stand', async () => {
    const columns = { action: 'a', created_at: 'at' };
    const map = readMap(JSON.stringify({ name: 'm', columns, diff: { before: 'old.row', after: 'new' } }), 'm');
    const mapper = compileMap(map);
    const start = '{"a":"x","at":"2026-10-03T14:02:11Z"';
    expect(await mapper(`${start},"old":{"row":{"n":1.00}},"new":{"n":2}}`)).toMatchObject({
      input: { metadata: `{"before":{"n":1.00},"after":{"n":2},${start.slice(1)},"old":{"row":{"n":1.00}},"new":{"n":2}}` },
    });
    expect(await mapper(`${start},"old":null}`)).toMatchObject({ input: { metadata: `${start},"old":null}` } });
  });

  test('own keeps metadata to the digit, and what stands beside it', async () => {
    const mapper = await mapperOf('own');
    const start = '{"event_id":"e","source":"s","ref":"s~1","action":"a","created_at":"2026-10-03T14:02:11Z"';
    const metadataOf = async (rest: string) => await mapper(start + rest);
    expect(await metadataOf(',"metadata":{"n": 1.00}}')).toMatchObject({ input: { event_id: 'e', metadata: '{"n": 1.00}' } });
    expect(await metadataOf(',"metadata":null}')).toMatchObject({ input: { metadata: '{}' } });
    expect(await metadataOf('}')).toMatchObject({ input: { metadata: '{}' } });
    expect(await metadataOf(',"line":2.50,"metadata":{"n": 1.00}}')).toMatchObject({ input: { metadata: '{"line":2.50,"n": 1.00}' } });
    expect(await metadataOf(',"line":2,"metadata":{ }}')).toMatchObject({ input: { metadata: '{"line":2}' } });
    expect(await metadataOf(',"line":2,"metadata":{"line":1}}')).toEqual({
      kind: 'rejected',
      reason: 'metadata: "line" stands both in "metadata" and beside it',
    });
    expect(await metadataOf(',"line":2,"metadata":[1]}')).toMatchObject({ kind: 'rejected' });
  });

  async function mapperOf(name: string) {
    return compileMap(await loadMap(name));
  }
});

describe('docs/writing-a-map.md', () => {
  test('shows a map that makes of its record what it says', async () => {
    const [map = '', record = '', action = ''] = [...readFileSync('docs/writing-a-map.md', 'utf8').matchAll(/```json\n(.*?)```/gs)].map(
      ([, text]) => text,
    );
    const result = await compileMap(readMap(map, 'the example'))(record.trim());
    expect(result).toEqual({ kind: 'action', input: { ...JSON.parse(action), metadata: record.trim() } });
  });

  test('names every column', () => {
    const text = readFileSync('docs/writing-a-map.md', 'utf8');
    expect(columns.filter((column) => !text.includes(`\`${column}\``))).toEqual([]);
  });
});

describe('docs/importing.md', () => {
  test('names every shipped map and every option', () => {
    const text = readFileSync('docs/importing.md', 'utf8');
    expect(Object.keys(shippedMaps).filter((name) => !text.includes(`| \`${name}\` |`))).toEqual([]);
    const options = [...readFileSync('bin/verbs/import.ts', 'utf8').matchAll(/'(--[a-z]+)/g)].map(([, option]) => option ?? '');
    expect(options.filter((option) => !text.includes(`| \`${option}\` |`))).toEqual([]);
  });
});
