/** What of a feature's use makes it worth something, in the order in which it is shown. */
export const valueParts = ['people', 'orgs', 'return', 'events'] as const;
export type ValuePart = (typeof valueParts)[number];

/** What a feature costs to keep: error events, people hit by them, error lines, slow requests, actions by hand, changed lines of code. */
export const costParts = ['errors', 'hit', 'lines', 'slow', 'actions', 'churn'] as const;
export type CostPart = (typeof costParts)[number];

export const weightedParts = [...valueParts, ...costParts] as const;
/** How much each part counts beside the others of its kind, 0 to {@link mostWeight}; a part of weight 0 does not count. */
export type Weights = Readonly<Record<ValuePart | CostPart, number>>;

export const usualWeights: Weights = {
  people: 3,
  orgs: 2,
  return: 1,
  events: 0,
  errors: 3,
  hit: 2,
  lines: 1,
  slow: 1,
  actions: 1,
  churn: 2,
};

export const mostWeight = 10;

/** `people:3,orgs:2;errors:3`: what is not named keeps its usual weight. Null for what names no part, or a part twice. */
export function parseWeights(text: string): Weights | null {
  const weights: Record<string, number> = {};
  for (const pair of text.split(/[,;]/)) {
    const [, part, written] = /^\s*([a-z]+):(\d{1,2})\s*$/.exec(pair) ?? [];
    const weight = written === undefined ? null : readWeight(written);
    if (part === undefined || weight === null || !weightedParts.some((known) => known === part) || Object.hasOwn(weights, part))
      return null;
    weights[part] = weight;
  }
  return { ...usualWeights, ...weights };
}

/** Those that are not as usual; null where all are. */
export function printWeights(weights: Weights): string | null {
  const changed = (parts: readonly (ValuePart | CostPart)[]) =>
    parts.filter((part) => weights[part] !== usualWeights[part]).map((part) => `${part}:${weights[part]}`);
  const said = [changed(valueParts), changed(costParts)].filter((pairs) => pairs.length > 0).map((pairs) => pairs.join(','));
  return said.length > 0 ? said.join(';') : null;
}

export function readWeight(text: string): number | null {
  const weight = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return weight >= 0 && weight <= mostWeight ? weight : null;
}
