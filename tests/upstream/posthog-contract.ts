import { readFileSync } from 'node:fs';
import createHogQLParser from '@posthog/hogql-parser';
import { Ajv, type ValidateFunction } from 'ajv';
import { sharedData } from '@/tests/support/shared-data';

/** An answer of PostHog's API, of which there is one for each way in which it answers. */
export interface ApiCase {
  readonly name: string;
  readonly response: { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body: unknown };
}

/** PostHog's own descriptions of what it is asked and answers, and its own parser of HogQL. */
export interface PosthogContract {
  readonly cases: readonly ApiCase[];
  /** What is wrong with a body, in words; null where nothing is. */
  requestObjection(body: unknown): string | null;
  /** What is wrong with a text of HogQL, and with what is sent beside it. */
  textObjection(text: string, values: Readonly<Record<string, unknown>>): string | null;
  answerObjection(status: number, body: unknown): string | null;
}

/** Null where the shared contracts are not there. */
export async function posthogContract(): Promise<PosthogContract | null> {
  const [cases, excerpt, derived] = [
    'contracts/posthog/query-api-cases.json',
    'contracts/posthog/hogql-query.excerpt.schema.json',
    'contracts/posthog/query-contract.derived.schema.json',
  ].map(sharedData);
  if (!cases || !excerpt || !derived) return null;
  const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
  ajv.addSchema(readJson(excerpt) as object, 'excerpt');
  ajv.addSchema(readJson(derived) as object, 'derived');
  const validators = new Map<string, ValidateFunction>();
  const objection = (name: string, value: unknown): string | null => {
    const validate = validators.get(name) ?? ajv.compile({ $ref: name });
    validators.set(name, validate);
    return validate(value) ? null : `${name}: ${ajv.errorsText(validate.errors?.slice(0, 4))}`;
  };
  const parser = await createHogQLParser();
  // A second and more for the longest of them.
  const parsed = new Map<string, Tree>();
  return {
    cases: (readJson(cases) as { cases: readonly ApiCase[] }).cases,
    requestObjection(body) {
      const { query, refresh, name, ...more } = body as Readonly<Record<string, unknown>>;
      return (
        objection('excerpt#/definitions/HogQLQuery', query) ??
        objection('derived#/definitions/Schemas.HogQLQuery', query) ??
        objection('derived#/definitions/Schemas.RefreshType', refresh) ??
        (typeof name === 'string' && name !== '' ? null : 'it has no name') ??
        (Object.keys(more).length === 0 ? null : `it has ${Object.keys(more).join(', ')}`)
      );
    },
    textObjection(text, values) {
      const tree = parsed.get(text) ?? (JSON.parse(parser.parseSelect(text, true)) as Tree);
      parsed.set(text, tree);
      if (tree.error) return `HogQL: ${tree.message}`;
      const [wanted, given] = [[...new Set(placeholdersIn(tree))].sort(), Object.keys(values).sort()];
      if (JSON.stringify(wanted) !== JSON.stringify(given)) return `its braces are ${wanted}, and beside it stand ${given}`;
      return /\bLIMIT \d+$/.test(text) ? null : 'it has no limit';
    },
    answerObjection(status, body) {
      if (status === 202) return objection('derived#/definitions/Schemas.QueryStatusResponse', body);
      if (status !== 200) return null;
      const isRun = typeof body === 'object' && body !== null && 'query_status' in body && !('results' in body);
      return objection(`derived#/definitions/Schemas.${isRun ? 'QueryStatusResponse' : 'HogQLQueryResponse'}`, body);
    },
  };
}

interface Tree {
  readonly error?: boolean;
  readonly message?: string;
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function placeholdersIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(placeholdersIn);
  if (typeof node !== 'object' || node === null) return [];
  const { node: kind, expr } = node as { readonly node?: string; readonly expr?: { readonly chain?: readonly string[] } };
  if (kind === 'Placeholder') return [expr?.chain?.join('.') ?? ''];
  return Object.values(node).flatMap(placeholdersIn);
}
