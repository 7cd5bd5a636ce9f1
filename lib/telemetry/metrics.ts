import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

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

/** What goes up and down, and is told as it is when somebody asks. */
const gauges = {
  tracebook_seal_leaves: { help: 'Leaves of the sealed log.', labelNames: [] },
  tracebook_seal_lag_seconds: { help: 'How long the oldest row that is not sealed has been waiting.', labelNames: [] },
  tracebook_seal_failing: { help: '1 where sealing fails or is refused.', labelNames: [] },
  tracebook_seal_place_failing: { help: '1 where publishing to a place failed the last time.', labelNames: ['place'] },
  tracebook_seal_place_behind_leaves: { help: 'Leaves that were signed and not published to a place.', labelNames: ['place'] },
  tracebook_seal_last_verification_findings: { help: 'What the last verification found to differ.', labelNames: [] },
} as const;

type Metrics = typeof metrics;
type Gauges = typeof gauges;
export type MetricName = keyof Metrics;
type Labels<Name extends MetricName> = Readonly<Record<Metrics[Name]['labelNames'][number], string>>;

/** On `globalThis`, because a server bundle may hold a module more than once. */
const home = globalThis as typeof globalThis & {
  tracebookMetrics?: { registry: Registry; counters: Map<string, Counter<string>>; gauges: Map<string, Gauge<string>> };
};

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
  const shown = new Map(
    Object.entries(gauges).map(([name, { help, labelNames }]) => [
      name,
      new Gauge<string>({ name, help, labelNames: [...labelNames], registers: [registry] }),
    ]),
  );
  home.tracebookMetrics = { registry, counters, gauges: shown };
  return home.tracebookMetrics;
}

/** Adds to a counter of this process. */
export function count<Name extends MetricName>(name: Name, labels: Labels<Name>, by = 1): void {
  if (by > 0) registered().counters.get(name)?.inc(labels, by);
}

export function setGauge<Name extends keyof Gauges>(
  name: Name,
  labels: Readonly<Record<Gauges[Name]['labelNames'][number], string>>,
  value: number,
): void {
  registered().gauges.get(name)?.set(labels, value);
}

/** What is not set again is not told. */
export function clearGauges(): void {
  for (const [name, gauge] of registered().gauges) {
    gauge.reset();
    // One without labels is zero after that, which would say something.
    if (gauges[name as keyof Gauges].labelNames.length === 0) gauge.remove();
  }
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
