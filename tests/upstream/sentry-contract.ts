import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { sharedData } from '@/tests/support/shared-data';

type Json = Readonly<Record<string, unknown>>;

/** Sentry's own description of its answers, as far as a dashboard needs it. */
export interface SentryContract {
  /** What is wrong with an answer, in words; null where nothing is, or the route is in no document. */
  objection(path: string, answer: unknown): string | null;
  /** The least that a route answers, with everything that has to be there. */
  blank(path: string): Json;
}

/** @param mode `strict` as it stands; `relaxed` without what has to be there, for answers of other years. Null where the file is not there. */
export function sentryContract(mode: 'strict' | 'relaxed'): SentryContract | null {
  const file = sharedData(`contracts/sentry/openapi-dashboard${mode === 'strict' ? '' : '.relaxed'}.json`);
  if (file === null) return null;
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as { paths: Readonly<Record<string, { get: Operation }>> };
  const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
  const compiled = new Map<string, ValidateFunction>();
  const schemaOf = (path: string) =>
    paths[`/api/0/organizations/{organization_id_or_slug}${path}`]?.get.responses['200']?.content?.['application/json']?.schema;
  return {
    objection(path, answer) {
      const schema = schemaOf(path);
      if (!schema) return `${path} is no route`;
      const validate = compiled.get(path) ?? ajv.compile(withNulls(schema) as Json);
      compiled.set(path, validate);
      if (validate(answer)) return null;
      return ajv.errorsText(validate.errors?.slice(0, 4), { dataVar: path });
    },
    blank: (path) => blankOf(schemaOf(path) ?? {}) as Json,
  };
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Json }>> }>>;
}

/** What OpenAPI 3.0 calls nullable, as JSON Schema says it. */
function withNulls(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withNulls);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withNulls(value)])) as Record<
    string,
    unknown
  >;
  return nullable === true ? { anyOf: [{ type: 'null' }, rest] } : rest;
}

function blankOf(schema: Json): unknown {
  const {
    type,
    properties = {},
    required = [],
    items,
    nullable,
    enum: words,
  } = schema as {
    type?: string;
    properties?: Readonly<Record<string, Json>>;
    required?: readonly string[];
    items?: Json;
    nullable?: boolean;
    enum?: readonly unknown[];
  };
  if (nullable) return null;
  if (words) return words[0];
  switch (type) {
    case 'object':
      return Object.fromEntries(required.map((key) => [key, blankOf(properties[key] ?? {})]));
    // One of each, from which a list is made.
    case 'array':
      return items && items.type === 'object' ? [blankOf(items)] : [];
    case 'integer':
    case 'number':
      return 0;
    case 'boolean':
      return false;
    default:
      return '';
  }
}
