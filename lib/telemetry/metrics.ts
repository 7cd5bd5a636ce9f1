import { Counter, collectDefaultMetrics, Registry } from 'prom-client';

/**
 * What is counted, by its name as Prometheus wants it, with its labels. Values of labels come out of closed sets, or name a source:
 * never what somebody sent.
 */
const metrics = {
  tracebook_log_lines_accepted_total: { help: 'Lines that were committed.', labelNames: ['source', 'form'] },
  tracebook_log_lines_rejected_total: {
    help: 'Lines that were not kept, by reason; their senders were told.',
    labelNames: ['source', 'reason'],
  },
  tracebook_log_redactions_total: { help: 'What was taken out of lines before they were kept.', labelNames: ['rule'] },
  tracebook_error_events_total: {
    help: 'Errors and transactions that were committed, or had been before.',
    labelNames: ['form', 'result'],
  },
  tracebook_error_events_rejected_total: {
    help: 'Errors and transactions that were not kept, by reason; their senders were told.',
    labelNames: ['form', 'reason'],
  },
  tracebook_error_items_dropped_total: { help: 'Items of envelopes that are no errors, by their type.', labelNames: ['type'] },
  tracebook_error_scrubbings_total: {
    help: 'What was left out of errors or taken out of them before they were kept.',
    labelNames: ['rule'],
  },
  tracebook_product_events_total: {
    help: 'Product events that were committed, or had been before.',
    labelNames: ['form', 'result'],
  },
  tracebook_product_events_rejected_total: {
    help: 'Product events that were not kept, by reason; their senders were told.',
    labelNames: ['form', 'reason'],
  },
  tracebook_product_events_dropped_total: { help: 'Events that tell of nothing that anybody did, by their names.', labelNames: ['event'] },
  tracebook_product_event_scrubbings_total: {
    help: 'What was left out of product events or taken out of them before they were kept.',
    labelNames: ['rule'],
  },
  tracebook_deliveries_refused_total: {
    help: 'Deliveries of which nothing was kept; their senders were told.',
    labelNames: ['surface', 'status'],
  },
} as const;

type Metrics = typeof metrics;
export type MetricName = keyof Metrics;
type Labels<Name extends MetricName> = Readonly<Record<Metrics[Name]['labelNames'][number], string>>;

/** On `globalThis`, because a server bundle may hold a module more than once. */
const home = globalThis as typeof globalThis & { tracebookMetrics?: { registry: Registry; counters: Map<string, Counter<string>> } };

function registered() {
  if (home.tracebookMetrics) return home.tracebookMetrics;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = new Map(
    Object.entries(metrics).map(([name, { help, labelNames }]) => [
      name,
      new Counter<string>({ name, help, labelNames: [...labelNames], registers: [registry] }),
    ]),
  );
  home.tracebookMetrics = { registry, counters };
  return home.tracebookMetrics;
}

/** Adds to a counter of this process. */
export function count<Name extends MetricName>(name: Name, labels: Labels<Name>, by = 1): void {
  if (by > 0) registered().counters.get(name)?.inc(labels, by);
}

/** All counters of this process, with what Node says of itself. @see https://prometheus.io/docs/instrumenting/exposition_formats/ */
export async function printMetrics(): Promise<{ readonly text: string; readonly contentType: string }> {
  const { registry } = registered();
  return { text: await registry.metrics(), contentType: registry.contentType };
}

/** The counts of one counter since this process began, most first. */
export async function countsOf(
  name: MetricName,
): Promise<readonly { readonly labels: Readonly<Record<string, string>>; readonly count: number }[]> {
  const { values } = (await registered().counters.get(name)?.get()) ?? { values: [] };
  return values
    .map(({ labels, value }) => ({
      labels: Object.fromEntries(Object.entries(labels).map(([label, text]) => [label, String(text)])),
      count: value,
    }))
    .sort((a, b) => b.count - a.count);
}
