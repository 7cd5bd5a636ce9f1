import { isSameBytes, parseVerifierKey, printVerifierKey, type VerifierKey } from '@/lib/tlog';

/** Whose signatures are asked for: any of the logs, and as many witnesses as the quorum wants (C2SP tlog-policy). */
export interface Policy {
  readonly logs: readonly VerifierKey[];
  readonly witnesses: readonly Witness[];
  readonly groups: readonly WitnessGroup[];
  /** The name of a witness or a group; `none` asks for no witness. */
  readonly quorum: string;
}

export interface Witness {
  readonly name: string;
  readonly key: VerifierKey;
}

export interface WitnessGroup {
  readonly name: string;
  readonly needed: number;
  readonly members: readonly string[];
}

/** A policy that asks for one of these keys and for no witness. */
export function policyOf(logs: readonly VerifierKey[]): Policy {
  return { logs, witnesses: [], groups: [], quorum: 'none' };
}

export function printPolicy({ logs, witnesses, groups, quorum }: Policy): string {
  const lines = [
    ...logs.map((key) => `log ${printVerifierKey(key)}`),
    ...witnesses.map(({ name, key }) => `witness ${name} ${printVerifierKey(key)}`),
    ...groups.map(({ name, needed, members }) => `group ${name} ${needed} ${members.join(' ')}`),
    `quorum ${quorum}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** The policy, or a sentence that says what is wrong with it and in which line. */
export function parsePolicy(text: string): Policy | string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the specification allows tabs and line feeds alone.
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text)) return 'a policy holds no control characters but tabs and line feeds';
  if (text.length > mostLength) return 'a policy of this length is none';
  const draft: Draft = { logs: [], witnesses: [], groups: [], quorum: null, grouped: new Set() };
  for (const [at, line] of text.split('\n').entries()) {
    const words = line.split(/[ \t]+/).filter((word) => word !== '');
    if (words.length === 0 || words[0]?.startsWith('#')) continue;
    const problem = take(words, draft);
    if (problem) return `line ${at + 1}: ${problem}`;
  }
  return draft.quorum === null ? 'a policy has a quorum line' : { ...draft, quorum: draft.quorum };
}

/** Whether those who have signed are enough. */
export function isQuorum(policy: Policy, signed: readonly VerifierKey[]): boolean {
  const has = (name: string): boolean => {
    const group = policy.groups.find((one) => one.name === name);
    if (group) return group.members.filter(has).length >= group.needed;
    const witness = policy.witnesses.find((one) => one.name === name);
    return witness !== undefined && signed.includes(witness.key);
  };
  return policy.quorum === 'none' || has(policy.quorum);
}

const mostLength = 200_000;

interface Draft {
  readonly logs: VerifierKey[];
  readonly witnesses: Witness[];
  readonly groups: WitnessGroup[];
  quorum: string | null;
  readonly grouped: Set<string>;
}

function take([kind, ...rest]: readonly string[], draft: Draft): string | null {
  switch (kind) {
    case 'log':
      return takeLog(rest, draft);
    case 'witness':
      return takeWitness(rest, draft);
    case 'group':
      return takeGroup(rest, draft);
    case 'quorum':
      return takeQuorum(rest, draft);
    default:
      return `nothing begins with ${JSON.stringify(kind)}`;
  }
}

function takeLog([text, _url, ...more]: readonly string[], draft: Draft): string | null {
  const key = parseVerifierKey(text ?? '');
  if (more.length > 0 || key?.use !== 'note') return 'log <vkey> [<url>], with an Ed25519 key for notes';
  if (draft.logs.some((other) => isSameBytes(other.publicKey, key.publicKey))) return 'this log is listed twice';
  draft.logs.push(key);
  return null;
}

function takeWitness([name, text, _url, ...more]: readonly string[], draft: Draft): string | null {
  const key = parseVerifierKey(text ?? '');
  if (!name || more.length > 0 || key?.use !== 'cosignature') return 'witness <name> <vkey> [<url>], with an Ed25519 key for cosignatures';
  if (isTaken(name, draft)) return `the name ${name} is taken`;
  if (draft.witnesses.some((other) => isSameBytes(other.key.publicKey, key.publicKey))) return 'this witness is listed twice';
  draft.witnesses.push({ name, key });
  return null;
}

function takeGroup([name, count, ...members]: readonly string[], draft: Draft): string | null {
  if (!name || !count || members.length === 0) return 'group <name> all|any|<k> <name>…';
  if (isTaken(name, draft)) return `the name ${name} is taken`;
  const stranger = members.find((member) => member === 'none' || !isTaken(member, draft));
  if (stranger) return `${stranger} is not defined above`;
  const twice = members.find((member, at) => draft.grouped.has(member) || members.indexOf(member) !== at);
  if (twice) return `${twice} belongs to a group already`;
  const needed = count === 'all' ? members.length : count === 'any' ? 1 : /^[1-9]\d{0,3}$/.test(count) ? Number(count) : 0;
  if (needed < 1 || needed > members.length) return `of ${members.length} members ${count} cannot be asked for`;
  for (const member of members) draft.grouped.add(member);
  draft.groups.push({ name, needed, members });
  return null;
}

function takeQuorum([name, ...more]: readonly string[], draft: Draft): string | null {
  if (!name || more.length > 0) return 'quorum <name>';
  if (draft.quorum !== null) return 'there is one quorum line';
  if (!isTaken(name, draft)) return `${name} is not defined above`;
  draft.quorum = name;
  return null;
}

function isTaken(name: string, { witnesses, groups }: Draft): boolean {
  return name === 'none' || witnesses.some((one) => one.name === name) || groups.some((one) => one.name === name);
}
