import jsonata from 'jsonata';
import { AppError } from '@/lib/errors';

/** What an expression gives for a record; a promise unless the expression is a plain path. */
export type Expression = (record: unknown) => unknown;

/**
 * Far above what any map needs. They bound a mistake, not an attacker: maps are configuration. The time, in milliseconds, is
 * the clock's, and also runs on while the machine does something else.
 */
const limits = { timeout: 10_000, stack: 200, sequence: 100_000 };

/**
 * Compiles a JSONata expression (docs.jsonata.org). It sees the record and nothing else: `$eval` is taken away, and JSONata
 * reads own properties only. A plain path such as `userIdentity.arn` or `resources[0].ARN` is walked without the evaluator,
 * with the same result, because the evaluator would be most of an import's time.
 *
 * @throws {AppError} `malformed` with the place of a syntax error; and from the expression itself where it does not come to an
 * end, which is no fault of the record.
 */
export function compileExpression(text: string): Expression {
  const evaluator = compileEvaluator(text);
  const path = readPath(text);
  if (!path) return evaluator;
  return (record) => {
    const value = walk(record, path);
    return value === needsEvaluator ? evaluator(record) : value;
  };
}

function compileEvaluator(text: string): Expression {
  try {
    const expression = jsonata(text, limits);
    expression.assign('eval', undefined);
    return (record) =>
      expression.evaluate(record).catch((error) => {
        if (error.code !== ranTooLong) throw error;
        throw new AppError(
          'malformed',
          `The expression "${text}" did not end within ${limits.timeout / 1000} s; look for an endless loop in it.`,
        );
      });
  } catch (error) {
    throw new AppError('malformed', `The expression "${text}" cannot be read: ${reasonOf(error)}.`);
  }
}

/** JSONata's own code for it. */
const ranTooLong = 'D1012';

/** JSONata throws plain objects with a message and a position. */
export function reasonOf(error: unknown): string {
  const { message, position } = error as { message?: string; position?: number };
  return `${message ?? String(error)}${position === undefined ? '' : ` (at character ${position})`}`;
}

type Step = string | number;

const name = /(?:[A-Za-z_]\w*|`[^`]+`)(?:\[\d+\])?/;
const plainPath = new RegExp(`^${name.source}(?:\\.${name.source})*$`);
const words = new Set(['and', 'or', 'in', 'true', 'false', 'null', 'function']);

function readPath(text: string): readonly Step[] | null {
  if (!plainPath.test(text)) return null;
  const steps = [...text.matchAll(/`([^`]+)`|([A-Za-z_]\w*)|\[(\d+)\]/g)].map(([, quoted, plain, index]) =>
    index === undefined ? (quoted ?? plain ?? '') : Number(index),
  );
  return steps.some((step) => words.has(String(step))) ? null : steps;
}

const needsEvaluator = Symbol('lists are flattened in ways that only the evaluator knows');

function walk(record: unknown, path: readonly Step[]): unknown {
  let value = record;
  for (const step of path) {
    if (typeof step === 'number') {
      if (Array.isArray(value)) value = value[step];
      else if (step > 0) return undefined;
      if (Array.isArray(value)) return needsEvaluator;
    } else {
      if (Array.isArray(value)) return needsEvaluator;
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
      value = (value as Record<string, unknown>)[step];
    }
  }
  return Array.isArray(value) ? needsEvaluator : value;
}
