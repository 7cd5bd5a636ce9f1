import type { Filter } from './filter';
import { type CommonParams, noListParams, type Order, oneOf, printCommonParams, readCommonParams } from './list-params';
import { type ParamProblem, type Params, paramReader, printParams } from './params';
import { parseFilter } from './parse-filter';
import { printFilter } from './print-filter';

/** In which forms actions are taken away, and what may be withheld. `docs/export-format.md` says what each holds. */
export const exportFormats = ['csv', 'jsonl', 'parquet', 'report', 'bundle', 'ocsf'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const maskings = ['none', 'metadata', 'people'] as const;
export type Masking = (typeof maskings)[number];

/** `GET /api/v1/actions/export`: a list of actions as a file. */
export interface ExportAddress extends CommonParams {
  readonly filter: Filter;
  readonly order: Order;
  /** The history of one thing (`type`, `id`), as on its page; null for all that the filter lets through. */
  readonly subject: { readonly type: string | null; readonly id: string } | null;
  readonly format: ExportFormat;
  readonly masking: Masking;
  readonly reason: string | null;
  readonly problems: readonly ParamProblem[];
}

export function parseExportAddress(params: Params): ExportAddress {
  const reader = paramReader(params);
  const [type, id] = [reader.text('type'), reader.text('id')];
  return {
    ...readCommonParams(reader),
    filter: parseFilter(reader.text('q') ?? ''),
    order: reader.value('order', { read: (text) => oneOf(['desc', 'asc'] as const, text), fallback: 'desc', why: 'order is desc or asc.' }),
    subject: id === null ? null : { type, id },
    format: reader.value('format', {
      read: (text) => oneOf(exportFormats, text),
      fallback: 'csv',
      why: `format is one of ${exportFormats.join(', ')}.`,
    }),
    masking: reader.value('masking', {
      read: (text) => oneOf(maskings, text),
      fallback: 'none',
      why: `masking is one of ${maskings.join(', ')}.`,
    }),
    reason: reader.text('reason'),
    problems: reader.problems,
  };
}

/** What makes the question of an export: its rows, their order, and the zone in which they are told. */
export type ExportQuestion = Pick<ExportAddress, 'filter' | 'zone' | 'order' | 'subject'>;

/** The question as the part of an address behind its `?`, and back by {@link parseExportAddress}. */
export function printExportQuestion({ filter, zone, order, subject }: ExportQuestion): string {
  const params = {
    q: printFilter(filter),
    order: order === noListParams.order ? null : order,
    type: subject?.type,
    id: subject?.id,
    tz: zone,
  };
  return printParams(params).slice(1);
}

/** `/evidence/export?id=` and `/evidence/exports`: one export, and all of them. */
export interface ExportScreenAddress extends CommonParams {
  readonly id: string | null;
  readonly notice: string | null;
  readonly problems: readonly ParamProblem[];
}

export function parseExportScreenAddress(params: Params): ExportScreenAddress {
  const reader = paramReader(params);
  return { id: reader.text('id'), notice: reader.text('notice'), ...readCommonParams(reader), problems: reader.problems };
}

export function exportHref(id: string, params: Partial<CommonParams> = {}): `/evidence/export?${string}` {
  return `/evidence/export${printParams({ id, ...printCommonParams(params) }) || '?'}`;
}

export function exportsHref(params: Partial<CommonParams> = {}): `/evidence/exports${'' | `?${string}`}` {
  return `/evidence/exports${printParams(printCommonParams(params))}`;
}

/** The file of an export that was asked for. */
export function exportFileHref(id: string): `/api/v1/export/file?${string}` {
  return `/api/v1/export/file${printParams({ id }) || '?'}`;
}
