import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileInputs } from '@/tests/support/hostile-inputs';
import { sharedData } from '@/tests/support/shared-data';
import { actorKind } from './actor-kind';
import type { Deed, Known, ToldChange } from './deed';
import { sentenceOf, sentenceText } from './sentence';

const deed = (action: string, subject?: string, more: Partial<Deed> = {}): Deed => {
  const [type = null, ...id] = subject?.split(' ') ?? [];
  return {
    actor_id: 'zoe',
    actor_label: null,
    on_behalf_of: null,
    action,
    subject_type: type || null,
    subject_id: id.join(' ') || null,
    subject_label: null,
    org_id: null,
    outcome: 'success',
    ...more,
  };
};
const said = (action: string, subject?: string, more?: Partial<Deed>, known?: Known) => sentenceText(deed(action, subject, more), known);
const metaOf = (metadata: unknown): NonNullable<Known['meta']> => {
  const at = (path: readonly string[]) =>
    path.reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], metadata);
  return (path) => (typeof at(path) === 'string' || typeof at(path) === 'number' ? String(at(path)) : null);
};
const change = (path: ToldChange['path'], before: unknown, after: unknown, kind: ToldChange['kind'] = 'changed'): ToldChange => {
  const side = (value: unknown) =>
    value === undefined ? null : { type: value === null ? 'null' : typeof value, text: JSON.stringify(value) };
  return { path, kind, before: side(before), after: side(after) };
};

describe('a name that has no template', () => {
  it.each([
    ['customer.update', 'customer c_9', 'zoe updated customer c_9'],
    ['api_key.rotate', 'api-key key_1', 'zoe rotated API key key_1'],
    ['price.update', 'plan van-s', 'zoe updated price of plan van-s'],
    ['driver.check_licence', 'driver d_1', 'zoe checked licence of driver d_1'],
    ['maintenance.schedule', 'vehicle v_1', 'zoe scheduled maintenance for vehicle v_1'],
    ['FeatureFlag.updated', 'FeatureFlag 12', 'zoe updated feature flag 12'],
    ['user.password_reset', 'user u_1', 'zoe reset password of user u_1'],
    ['repo.create', 'repository a/b', 'zoe created repository a/b'],
    ['billing/invoice/send', 'invoice i_1', 'zoe sent invoice i_1'],
    ['invoice.create', 'invoice', 'zoe created an invoice'],
    ['session.log_out', 'user zoe', 'zoe logged out'],
    ['edit', 'Main en/Foo', 'zoe edited main en/Foo'],
    ['x.y', 'thing 1', 'zoe did “x.y” to thing 1'],
    ['frobnicate', undefined, 'zoe did “frobnicate”'],
    ['nova POST /v2/{id}/servers', 'server s1', 'zoe did “nova POST /v2/{id}/servers” to server s1'],
    ['constructor.toString', 'prototype __proto__', 'zoe did “constructor.toString” to prototype __proto__'],
  ])('%s on %s: %s', (action, subject, sentence) => expect(said(action, subject)).toBe(sentence));
});

describe('AWS CloudTrail', () => {
  it.each([
    ['ec2:AuthorizeSecurityGroupIngress', 'AWS::EC2::SecurityGroup sg-1', 'zoe allowed traffic into security group sg-1'],
    ['iam:CreateUser', 'AWS::IAM::User bob', 'zoe created user bob'],
    ['s3:PutBucketPolicy', 'AWS::S3::Bucket logs', 'zoe set the policy of bucket logs'],
    ['s3:GetBucketTagging', 'AWS::S3::Bucket logs', 'zoe read tagging of bucket logs'],
    ['signin:ConsoleLogin', undefined, 'zoe signed in to the AWS console'],
    ['ec2:DescribeRouteTables', undefined, 'zoe looked up route tables'],
    ['ec2:CreateNatGateway', undefined, 'zoe created NAT gateway'],
    ['iam:AttachUserPolicy', 'AWS::IAM::User bob', 'zoe attached a policy to user bob'],
  ])('%s on %s: %s', (action, subject, sentence) => expect(said(action, subject)).toBe(sentence));

  it('says more where the event is at hand', () => {
    const range = { items: [{ fromPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }] };
    expect(
      said(
        'ec2:AuthorizeSecurityGroupIngress',
        'AWS::EC2::SecurityGroup sg-1',
        {},
        { meta: metaOf({ requestParameters: { ipPermissions: range } }) },
      ),
    ).toBe('zoe allowed traffic into security group sg-1 from 0.0.0.0/0 on port 22');
    expect(said('ec2:CreateVolume', undefined, { outcome: 'failure' }, { meta: metaOf({ errorCode: 'AccessDenied' }) })).toBe(
      'zoe tried to create a volume and failed: AccessDenied',
    );
  });
});

describe('Kubernetes', () => {
  it.each([
    ['patch nodes/status', 'nodes node-1', 'zoe changed status of node node-1'],
    ['delete secrets', 'secrets prod/db', 'zoe deleted secret prod/db'],
    ['create clusterrolebindings', 'clusterrolebindings admin', 'zoe created cluster role binding admin'],
    ['create pods/exec', 'pods prod/web-1', 'zoe opened a shell in pod prod/web-1'],
    ['list configmaps', 'configmaps', 'zoe listed config maps'],
    ['create pods', 'pods', 'zoe created a pod'],
    ['update prometheuses/status', 'prometheuses p', 'zoe updated status of prometheus p'],
  ])('%s on %s: %s', (action, subject, sentence) => expect(said(action, subject)).toBe(sentence));
});

describe('what changed', () => {
  it.each<[string, readonly ToldChange[]]>([
    ['changed plan of customer c_9 from team to business', [change(['plan'], 'team', 'business')]],
    ['changed limits.daily of customer c_9 from 1 to 2', [change(['limits', 'daily'], 1, 2)]],
    ['changed plan and seats of customer c_9', [change(['plan'], 'a', 'b'), change(['seats'], 1, 2)]],
    ['changed a, b and 2 more of customer c_9', ['a', 'b', 'c', 'd'].map((key) => change([key], 1, 2))],
    ['changed roles of customer c_9', [change(['roles', 0], 'a', 'b'), change(['roles', 1], undefined, 'c', 'added')]],
    ['added viewer to roles of customer c_9', [change(['roles', 2], undefined, 'viewer', 'added')]],
    ['removed viewer from roles of customer c_9', [change(['roles', 2], 'viewer', undefined, 'removed')]],
    ['set note of customer c_9 to hello', [change(['note'], undefined, 'hello')]],
    ['changed note of customer c_9 from an empty text to nothing', [change(['note'], '', null)]],
    ['changed note of customer c_9', [change(['note'], 'x'.repeat(80), 'y')]],
    ['updated customer c_9', []],
  ])('zoe %s', (sentence, changes) => expect(said('customer.update', 'customer c_9', {}, { changes })).toBe(`zoe ${sentence}`));
});

describe('how it ended, and for whom', () => {
  it('says that it failed, and why where a source tells it', () => {
    const failed = deed('customer.delete', 'customer c_9', { outcome: 'failure' });
    expect(sentenceText(failed)).toBe('zoe tried to delete customer c_9 and failed');
    expect(sentenceText(failed, { meta: metaOf({ errorCode: 'AccessDenied' }) })).toBe(
      'zoe tried to delete customer c_9 and failed: AccessDenied',
    );
    expect(sentenceText(failed, { meta: metaOf({ error: 'x'.repeat(500) }) })).toBe('zoe tried to delete customer c_9 and failed');
    expect(said('auth.failed', undefined, { actor_id: null, outcome: 'failure' })).toBe('somebody tried to sign in and failed');
  });

  it('says who acted as whom, by name where it is known', () => {
    const acted = deed('customer.update', 'customer c_9', { actor_label: 'Zoe M', on_behalf_of: 'u_9', subject_label: 'Bakkerij' });
    expect(sentenceText(acted)).toBe('Zoe M as u_9 updated customer Bakkerij');
    expect(sentenceText(acted, { names: new Map([['u_9', 'Kari']]) })).toBe('Zoe M as Kari updated customer Bakkerij');
    expect(sentenceOf(acted).flatMap(({ kind, text }) => (kind === 'words' ? [] : [`${kind} ${text}`]))).toEqual([
      'actor Zoe M',
      'as u_9',
      'subject Bakkerij',
    ]);
  });

  it('knows actors that are no people', () => {
    const kinds = ['job', 'AWSService', 'api-token', 'serviceaccount', 'ai-agent', 'bot', 'staff', 'IAMUser', 'toString', '', null];
    expect(kinds.map(actorKind)).toEqual(['system', 'system', 'token', 'token', 'agent', 'agent', null, null, null, null, null]);
  });
});

describe('whatever a producer wrote', () => {
  const list = sharedData('contracts/hostile-inputs.json');
  const hostile = list ? hostileInputs(list, 'row.text').map(({ text }) => text) : [];
  const text = fc.oneof(fc.string({ unit: 'binary' }), ...(hostile.length > 0 ? [fc.constantFrom(...hostile)] : []));

  it('stands in the sentence as it is, and nothing in it is invisible', () => {
    fc.assert(
      fc.property(text, text, text, fc.constantFrom('success', 'failure', 'unknown'), (actor, action, id, outcome) => {
        const told = deed(action, undefined, { actor_id: actor, subject_type: 'thing', subject_id: id, on_behalf_of: action, outcome });
        const parts = sentenceOf(told);
        expect(parts.find(({ kind }) => kind === 'actor')?.text).toBe(actor);
        expect(parts.find(({ kind }) => kind === 'as')?.text).toBe(action);
        expect(parts.find(({ kind }) => kind === 'subject')?.text ?? id).toBe(id);
        expect(sentenceText(told).search(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b\ufeff]/u)).toBe(-1);
      }),
      { numRuns: 500 },
    );
  });
});
