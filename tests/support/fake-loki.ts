import type { IncomingMessage, ServerResponse } from 'node:http';
import { parser } from '@grafana/lezer-logql';
import type { SyntaxNode } from '@lezer/common';
import { type FaultyServer, faultyServer } from '@/tests/support/faulty-server';

type Labels = Readonly<Record<string, string>>;

export interface FakeEntry {
  readonly stream: Labels;
  readonly metadata?: Labels;
  readonly ns: bigint;
  readonly text: string;
}

/** A Loki with memory: reads LogQL by Grafana's grammar, keeps to Loki's limits, and can fail in every way of a server. */
export interface FakeLoki extends FaultyServer {
  readonly url: string;
  /** Every question in LogQL that it was asked. */
  readonly questions: readonly string[];
  push(entries: readonly FakeEntry[]): void;
  /** Refuses who names no tenant, as with `auth_enabled`. */
  wantsTenant: boolean;
  mostEntries: number;
}

const longestNs = (30n * 24n + 1n) * 3_600n * 1_000_000_000n;

class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export async function fakeLoki(certificate?: { key: string; cert: string }): Promise<FakeLoki> {
  const entries: FakeEntry[] = [];
  const questions: string[] = [];
  const state = { wantsTenant: false, mostEntries: 5_000 };
  const server = await faultyServer((request, response) => {
    try {
      answer(request, response, { entries, questions, ...state });
    } catch (error) {
      const status = error instanceof Refusal ? error.status : 500;
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(error instanceof Error ? error.message : 'broken');
    }
  }, certificate);
  return Object.defineProperties(state, {
    ...Object.getOwnPropertyDescriptors(server),
    url: { get: () => `loki+${server.address}` },
    questions: { value: questions },
    push: { value: (more: readonly FakeEntry[]) => entries.push(...more) },
  }) as unknown as FakeLoki;
}

interface Memory {
  readonly entries: readonly FakeEntry[];
  readonly questions: string[];
  readonly wantsTenant: boolean;
  readonly mostEntries: number;
}

function answer(request: IncomingMessage, response: ServerResponse, memory: Memory): void {
  if (memory.wantsTenant && !request.headers['x-scope-orgid']) throw new Refusal(401, 'no org id');
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://loki');
  const tell = (body: unknown) => response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8' }).end(JSON.stringify(body));
  if (pathname === '/loki/api/v1/labels') {
    tell({ status: 'success', data: [...new Set(memory.entries.flatMap(({ stream }) => Object.keys(stream)))] });
    return;
  }
  if (pathname !== '/loki/api/v1/query_range') throw new Refusal(404, '404 page not found');
  const query = searchParams.get('query') ?? '';
  memory.questions.push(query);
  const [start, end] = [BigInt(searchParams.get('start') ?? '0'), BigInt(searchParams.get('end') ?? '0')];
  const limit = Number(searchParams.get('limit') ?? 100);
  if (limit > memory.mostEntries) {
    const why = `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${memory.mostEntries})`;
    throw new Refusal(400, why);
  }
  if (end - start > longestNs) throw new Refusal(400, 'the query time range exceeds the limit (query length: 721h1m, limit: 30d1h)');
  const isMeant = testOf(query);
  const isForward = searchParams.get('direction') === 'forward';
  const found = memory.entries
    .filter((entry) => entry.ns >= start && entry.ns < end && isMeant(entry))
    .sort((a, b) => (a.ns === b.ns ? 0 : a.ns < b.ns === isForward ? -1 : 1))
    .slice(0, limit);
  tell(streamsOf(found, request.headers['x-loki-response-encoding-flags'] === 'categorize-labels'));
}

function streamsOf(found: readonly FakeEntry[], isCategorized: boolean) {
  const streams = new Map<string, { stream: Labels; values: unknown[][] }>();
  for (const { stream, metadata = {}, ns, text } of found) {
    const labels = isCategorized ? stream : { ...stream, ...metadata };
    const name = JSON.stringify(labels);
    const kept = streams.get(name) ?? { stream: labels, values: [] };
    const told = Object.keys(metadata).length === 0 ? {} : { structuredMetadata: metadata };
    kept.values.push(isCategorized ? [String(ns), text, told] : [String(ns), text]);
    streams.set(name, kept);
  }
  const encoding = isCategorized ? { encodingFlags: ['categorize-labels'] } : {};
  return { status: 'success', data: { resultType: 'streams', ...encoding, result: [...streams.values()], stats: {} } };
}

type Test = (entry: FakeEntry) => boolean;

/** @throws {Refusal} for what Loki cannot read */
function testOf(query: string): Test {
  const tree = parser.parse(query);
  const tests: Test[] = [];
  const text = (node: SyntaxNode) => query.slice(node.from, node.to);
  let isSelective = false;
  const walk = (node: SyntaxNode): void => {
    if (node.type.isError) throw new Refusal(400, `parse error at line 1, col ${node.from + 1}: syntax error: unexpected IDENTIFIER`);
    if (node.name === 'Selector') {
      const matchers = descendants(node, 'Matcher').map((one) => matcherOf(one, text));
      isSelective = matchers.some(({ test }) => !test(''));
      for (const { label, test } of matchers) tests.push(({ stream }) => test(stream[label] ?? ''));
      for (let child = node.firstChild; child; child = child.nextSibling) walk(child);
      return;
    }
    if (node.name === 'LineFilter') tests.push(lineTest(node, text));
    else if (node.name === 'LabelFilter') {
      const matchers = descendants(node, 'Matcher').map((one) => matcherOf(one, text));
      tests.push(({ stream, metadata }) => matchers.some(({ label, test }) => test(metadata?.[label] ?? stream[label] ?? '')));
    } else for (let child = node.firstChild; child; child = child.nextSibling) walk(child);
  };
  walk(tree.topNode);
  if (!isSelective) {
    throw new Refusal(
      400,
      'parse error : queries require at least one regexp or equality matcher that does not have an empty-compatible value',
    );
  }
  return (entry) => tests.every((test) => test(entry));
}

function descendants(node: SyntaxNode, name: string): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name === name) found.push(child);
    else found.push(...descendants(child, name));
  }
  return found;
}

function matcherOf(node: SyntaxNode, text: (node: SyntaxNode) => string): { label: string; test: (value: string) => boolean } {
  const [label, operator, value] = [node.firstChild, node.firstChild?.nextSibling, node.lastChild].map((part) => (part ? text(part) : ''));
  const meant = JSON.parse(value ?? '""') as string;
  const whole = operator?.includes('~') ? re2(`^(?:${meant})$`) : null;
  const isSame = (held: string) => (whole ? whole.test(held) : held === meant);
  return { label: label ?? '', test: operator?.startsWith('!') ? (held) => !isSame(held) : isSame };
}

function lineTest(node: SyntaxNode, text: (node: SyntaxNode) => string): Test {
  const [operator = '', value = '""'] = [descendants(node, 'Filter')[0], descendants(node, 'String')[0]].map((part) =>
    part ? text(part) : '',
  );
  const meant = JSON.parse(value) as string;
  if (operator === '|=') return (entry) => entry.text.includes(meant);
  if (operator === '|~') {
    const pattern = re2(meant);
    return (entry) => pattern.test(entry.text);
  }
  throw new Refusal(400, `parse error at line 1, col ${node.from + 1}: syntax error: unexpected ${operator}`);
}

/** What our own expressions use of RE2 means the same in JavaScript, but for the flag at the beginning. */
function re2(pattern: string): RegExp {
  const ignoresCase = pattern.startsWith('(?i)');
  return new RegExp(ignoresCase ? pattern.slice(4) : pattern, ignoresCase ? 'iu' : 'u');
}
