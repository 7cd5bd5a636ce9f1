import { beforeAll, describe, expect, it } from 'vitest';
import { columnKeys, type Field, type Filter, parseFilter } from '@/lib/address';
import { type ActionInput, listActions, listFacet, recordActions, subjectHistory } from '@/lib/audit';
import { systemViewer } from '@/lib/viewer';
import { freshDatabase } from '@/tests/support/database';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { describeWithShared } from '@/tests/support/shared';
import { viewerIn } from '@/tests/support/viewers';

const now = '2026-10-03T18:02:11.204113Z';
const everyone = viewerIn(['*']);

/** Each row is found by its event id, so that a search reads as the list of those. */
const rows: readonly (ActionInput & { event_id: string })[] = [
  {
    event_id: 'plain',
    action: 'customer.create',
    actor_id: 'u_1',
    actor_label: 'Zoë Åkesson',
    org_id: 'o_1',
    subject_type: 'customer',
    subject_id: 'c_9',
    outcome: 'success',
  },
  {
    event_id: 'child',
    action: 'customer.create.bulk',
    actor_id: 'u_2',
    org_id: 'o_2',
    subject_type: 'customer',
    subject_id: 'a/b:c d',
    outcome: 'failure',
    request_id: 'req-1',
  },
  { event_id: 'plural', action: 'customers.list', actor_id: 'U_1', org_id: 'o_1', subject_type: 'list', subject_id: 'customer' },
  {
    event_id: 'colon',
    action: 'ec2:RunInstances',
    actor_id: 'arn:aws:iam::1:user/alice',
    actor_type: 'IAMUser',
    trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
  },
  { event_id: 'slash', action: 'create pods/exec', on_behalf_of: 'u_7', feature: 'pods', surface: 'cli', request_id: 'r'.repeat(143) },
  { event_id: 'wild', action: '%_%\\', actor_id: '50%_off', subject_id: '*' },
  { event_id: 'numbers', action: 'm.n', metadata: '{"deleted": 301, "price": 1.50, "status": "404", "big": 9007199254740993}' },
  { event_id: 'low', action: 'm.n', metadata: '{"deleted": 300, "status": "200", "flag": true, "none": null}' },
  {
    event_id: 'nested',
    action: 'm.n',
    metadata: '{"a": {"b.c": {"d": "x"}}, "items": [{"sku": "A-7"}, {"sku": "B-1"}], "ip": "10.0.0.1"}',
  },
  {
    event_id: 'changes',
    action: 'm.edit',
    metadata: '{"changes": [{"field": "email", "before": "a@x", "after": "b@x"}, {"field": "address.city", "before": "P", "after": "Q"}]}',
  },
  {
    event_id: 'sides',
    action: 'm.edit',
    metadata:
      '{"before": {"role": "viewer", "same": 1, "address": {"city": "P"}}, "after": {"role": "admin", "same": 1, "address": {"city": "Q"}}}',
  },
  {
    event_id: 'created',
    action: 'ec2:CreateSecurityGroup',
    actor_id: 'maker',
    metadata: '{"responseElements": {"groupId": "sg-0d5a7e9f"}, "note": "could not pay \\"twice\\""}',
  },
  {
    event_id: 'later',
    action: 'ec2:AuthorizeIngress',
    actor_id: 'u_1',
    subject_type: 'group',
    subject_id: 'sg-0d5a7e9f',
    created_at: '2026-10-03T20:00:00Z',
  },
  { event_id: 'early', action: 'time.x', created_at: '2026-10-02T23:30:00-04:00' },
  { event_id: 'fold1', action: 'time.y', created_at: '2026-11-01T05:30:00Z' },
  { event_id: 'fold2', action: 'time.y', created_at: '2026-11-01T06:30:00Z' },
  {
    event_id: 'markup',
    action: 'x.y',
    actor_label: '<img src=x onerror=alert(1)>',
    metadata: '{"__proto__": {"constructor": "polluted"}, "path": "C:\\\\temp"}',
  },
];

async function search(text: string, zone = 'UTC', viewer = everyone): Promise<string[]> {
  const page = await listActions(viewer, { filter: parseFilter(text), zone, order: 'asc', limit: 1_000 });
  expect(page.count.value).toBe(page.rows.length);
  return page.rows.map(({ event_id }) => event_id).sort();
}

const none = (...ids: string[]) => rows.map(({ event_id }) => event_id).filter((id) => !ids.includes(id));

beforeAll(async () => {
  await freshDatabase();
  const results = await recordActions(
    everyone,
    rows.map((row) => ({ created_at: '2026-10-03T10:00:00Z', ...row })),
    { now, source: 'shop' },
  );
  expect(results.filter(({ result }) => result !== 'created')).toEqual([]);
  await recordActions(systemViewer('test'), [{ event_id: 'pretend', action: 'customer.create', actor_id: 'u_1', org_id: 'o_1' }], {
    now,
    source: 'sample/fleet',
  });
});

describe('a filter finds', () => {
  it.each<[string, string[]]>([
    ['actor:u_1', ['plain', 'later']],
    ['actor:u_1,u_2', ['plain', 'later', 'child']],
    ['actor:u_*', ['plain', 'later', 'child']],
    ['actor:*alice', ['colon']],
    ['-actor:u_1', none('plain', 'later')],
    ['-has:actor', none('plain', 'child', 'plural', 'colon', 'wild', 'created', 'later')],
    ['actor_type:IAMUser', ['colon']],
    ['as:u_7', ['slash']],
    ['action:customer', ['plain', 'child']],
    ['action:customer.create', ['plain', 'child']],
    ['action:customer.create.bulk', ['child']],
    ['action:ec2', ['colon', 'created', 'later']],
    ['action:create', ['slash']],
    ['action:"create pods"', ['slash']],
    ['action:Customer', []],
    ['action:*List', []],
    ['action:*list', ['plural']],
    ['-action:customer', none('plain', 'child')],
    ['subject:customer/c_9', ['plain']],
    ['subject:customer/', ['plain', 'child']],
    ['subject:/c_9', ['plain']],
    ['subject:customer', ['plain', 'child', 'plural']],
    ['subject:"customer"/"a/b:c d"', ['child']],
    ['subject_type:cust*', ['plain', 'child']],
    ['org:o_1', ['plain', 'plural']],
    ['org:O_1', []],
    ['request:req-1', ['child']],
    [`request:${'r'.repeat(143)}`, ['slash']],
    [`request:${'r'.repeat(142)}`, []],
    ['has:request', ['child', 'slash']],
    ['trace:4bf92f3577b34da6a3ce929d0e0e4736', ['colon']],
    ['feature:pods surface:cli', ['slash']],
    ['outcome:failure', ['child']],
    ['outcome:failure,success', ['plain', 'child']],
    ['source:shop outcome:failure', ['child']],
    ['source:sample/fleet', []],
    ['import:12', []],
    ['-import:>=1', none()],
    ['actor:"50%_off"', ['wild']],
    ['actor:50%*', ['wild']],
    ['actor:%*', []],
    ['subject:/"*"', ['wild']],
    ['action:"%_%\\\\"', ['wild']],
    ['meta.deleted:>300', ['numbers']],
    ['meta.deleted:>=300', ['numbers', 'low']],
    ['meta.deleted:1e2..300.5', ['low']],
    ['meta.deleted:301', ['numbers']],
    ['meta.big:9007199254740993', ['numbers']],
    ['meta.big:9007199254740992', []],
    ['meta.price:1.50', ['numbers']],
    ['meta.price:1.5..1.5', ['numbers']],
    ['meta.status:404', ['numbers']],
    ['meta.status:400..499', ['numbers']],
    ['meta.flag:true', ['low']],
    ['meta.none:null', ['low']],
    ['has:meta.none', []],
    ['has:meta.flag', ['low']],
    ['-has:meta.deleted', none('numbers', 'low')],
    ['meta.ip:10.0.0.1', ['nested']],
    ['meta.ip:10.0.*', ['nested']],
    ['meta.IP:10.0.0.1', []],
    ['meta.a."b.c".d:x', ['nested']],
    ['meta.items.sku:B-1', ['nested']],
    ['meta.items.0.sku:A-7', ['nested']],
    ['meta.items.0.sku:B-1', []],
    ['meta.__proto__.constructor:polluted', ['markup']],
    ['meta.constructor:x', []],
    ['changed:email', ['changes']],
    ['changed:role', ['sides']],
    ['changed:same', []],
    ['changed:address.city', ['changes', 'sides']],
    ['changed:addr*', ['changes', 'sides']],
    ['has:changed', ['changes', 'sides']],
    ['before.role:viewer', ['sides']],
    ['after.role:viewer', []],
    ['before.email:a@x', ['changes']],
    ['after.address.city:Q', ['changes', 'sides']],
    ['zoë', ['plain']],
    ['alice', ['colon']],
    ['ALICE', ['colon']],
    ['runinst', ['colon']],
    ['sg-0d5a7e9f', ['created', 'later']],
    ['SG-0D5A', ['created', 'later']],
    ['"could not pay"', ['created']],
    ['"not could"', []],
    ['"pay \\"twice"', ['created']],
    ['-sg-0d5a7e9f', none('created', 'later')],
    ['"%_%"', ['wild']],
    ['"%%"', []],
    ['"<img src=x"', ['markup']],
    ['"C:\\\\temp"', ['markup']],
    ['groupId', []],
    ['req-1', ['child']],
    ['created:2026-10-02', []],
    ['created:2026-10-03T03:30', ['early']],
    ['created:2026-11-01', ['fold1', 'fold2']],
    ['created:>2026-10-31', ['fold1', 'fold2']],
    ['recorded:<2020', []],
    ['has:created', none()],
    ['', none()],
    ['nonsense:x actor:u_2', ['child']],
  ])('%s', async (text, expected) => {
    expect(await search(text)).toEqual([...expected].sort());
  });

  it('days in the zone that was asked for', async () => {
    expect(await search('created:2026-10-02', 'America/New_York')).toEqual(['early']);
    expect(await search('created:"2026-11-01T01:30 America/New_York"')).toEqual(['fold1']);
    expect(await search('created:2026-11-01', 'America/New_York')).toEqual(['fold1', 'fold2']);
    expect(await search('created:2026-11-01', 'Asia/Kathmandu')).toEqual(['fold1', 'fold2']);
  });

  it('a subject of 15,000 characters no worse than another', async () => {
    expect(await search(`request:${'x'.repeat(15_000)}`)).toEqual([]);
    expect(await search(`"${'x'.repeat(15_000)}"`)).toEqual([]);
  });
});

describeWithShared('every hostile text', 'contracts/hostile-inputs.json', (file) => {
  it.each(hostileInputs(file, 'ui.filter').map(({ id, text }) => [id, text] as const))(
    '%s is a literal under every key',
    async (_, text) => {
      const values = [{ kind: 'is', text }] as const;
      const fields: Field[] = [
        ...columnKeys.filter((key) => !['created', 'recorded', 'import', 'outcome'].includes(key)).map((key) => ({ key })),
        { key: 'meta', path: [text] },
        { key: 'before', path: ['a', text] },
      ];
      const wild = text === '%_%\\' || text === '*' ? ['wild'] : [];
      for (const field of fields) {
        const filter: Filter = { terms: [{ kind: 'field', isNegated: false, field, values }] };
        const found = (await listActions(everyone, { filter, zone: 'UTC' })).rows.map(({ event_id }) => event_id);
        expect(wild).toEqual(expect.arrayContaining(found));
      }
      const words: Filter = { terms: [{ kind: 'words', isNegated: false, text }] };
      expect((await listActions(everyone, { filter: words, zone: 'UTC' })).rows.map(({ event_id }) => event_id)).toEqual(wild);
      const history = await subjectHistory(everyone, { type: null, id: text, filter: { terms: [] }, zone: 'UTC' });
      expect(wild).toEqual(expect.arrayContaining(history.rows.map(({ event_id }) => event_id)));
      await search(text);
    },
  );
});

describe('reads', () => {
  const reads = {
    listActions: (viewer: typeof everyone) =>
      listActions(viewer, { filter: { terms: [] }, zone: 'UTC' }).then(({ rows: found }) => found.length),
    facets: (viewer: typeof everyone) =>
      listFacet(viewer, { by: { key: 'actor' }, filter: { terms: [] }, zone: 'UTC' }).then(({ rows: found }) =>
        found.reduce((sum, { count }) => sum + count, 0),
      ),
    subjectHistory: (viewer: typeof everyone) =>
      subjectHistory(viewer, { type: null, id: 'c_9', filter: { terms: [] }, zone: 'UTC' }).then(({ rows: found }) => found.length),
  };

  it.each(Object.entries(reads))('%s refuses a viewer who may not', async (_, ask) => {
    await expect(ask(viewerIn(['*'], { may: ['audit:write'] }))).rejects.toMatchObject({ code: 'not-permitted' });
  });

  it.each(Object.entries(reads))('%s shows nothing of another organisation', async (_, ask) => {
    expect(await ask(viewerIn(['o_1']))).toBeGreaterThan(0);
    for (const orgs of [['o_9'], [], ['O_1'], ['o_1,o_2'], ['%'], ["o_1' or '1'='1"]]) expect(await ask(viewerIn(orgs))).toBe(0);
  });

  it.each(Object.entries(reads))('%s keeps the sample a world of its own', async (_, ask) => {
    const found = await ask({ ...everyone, sees: 'sample' });
    expect(found).toBeLessThan(await ask(everyone));
  });

  it('show one of several organisations where the same actor stands in all', async () => {
    expect(await search('actor:u_1,u_2', 'UTC', viewerIn(['o_2']))).toEqual(['child']);
    expect(await search('actor:u_1,u_2', 'UTC', viewerIn(['o_1', 'o_2']))).toEqual(['child', 'plain']);
    expect(await search('', 'UTC', { ...everyone, sees: 'sample' })).toEqual(['pretend']);
  });
});

describe('subjectHistory', () => {
  const ask = async (subject: { type: string | null; id: string }, text = '') => {
    const { rows: found, count } = await subjectHistory(everyone, { ...subject, filter: parseFilter(text), zone: 'UTC', order: 'asc' });
    expect(count).toEqual({ value: found.length, capped: false });
    return found.map(({ event_id }) => event_id);
  };

  it('tells of a thing from its creation, which names it only in the answer', async () => {
    expect(await ask({ type: null, id: 'sg-0d5a7e9f' })).toEqual(['created', 'later']);
    expect(await ask({ type: 'group', id: 'sg-0d5a7e9f' }, 'actor:u_1')).toEqual(['later']);
  });

  it('keeps apart what shares an id, or the beginning of one', async () => {
    expect(await ask({ type: 'customer', id: 'sg-0d5a7e9f' })).toEqual(['created']);
    expect(await ask({ type: null, id: 'sg-0d5a7e9' })).toEqual([]);
    expect(await ask({ type: null, id: 'SG-0D5A7E9F' })).toEqual([]);
    expect(await ask({ type: null, id: '%' })).toEqual([]);
  });
});
