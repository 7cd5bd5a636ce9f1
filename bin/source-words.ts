import type { TableReport } from '@/lib/foreign-tables';

/** A table of another team in a few lines: whether it answers, and what would make it quick. */
export function sourceWords({ name, table, problem, detail, hasOrgs, missingIndexes, milliseconds }: TableReport): string {
  if (problem !== null) return `The audit table ${name} (${table}) gives no answer: ${problem}${detail === null ? '' : ` (${detail})`}.`;
  return [
    `The audit table ${name} (${table}) answers, after ${milliseconds} ms.`,
    ...(hasOrgs ? [] : ['  It maps no org_id: only who may see all organisations sees its rows.']),
    ...(missingIndexes.length === 0 ? [] : ['  These indexes would make it quick; whoever owns it may create them:']),
    ...missingIndexes.map((statement) => `    ${statement}`),
  ].join('\n');
}
