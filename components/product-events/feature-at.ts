import type { Feature } from '@/lib/telemetry';

/** Which part of the product a screen belongs to, as the ledger counts it; null for what is no screen of ours. */
export function featureAt(path: string): Feature | null {
  const [, first = ''] = path.split('/');
  return Object.hasOwn(features, first) ? (features[first] ?? null) : null;
}

const features: Readonly<Record<string, Feature>> = {
  '': 'today',
  audit: 'audit',
  issues: 'issues',
  logs: 'logs',
  settings: 'settings',
  trace: 'trace',
  usage: 'usage',
};
