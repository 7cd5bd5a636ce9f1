import type { FeatureUse } from '@/lib/usage';
import type { FeatureMark } from './evidence';

export const verdicts = ['growing', 'steady', 'fading', 'silent', 'unused', 'retired', 'unknown'] as const;
/**
 * `silent` was used once, and not in these days; `unused` is switched on and was never used; `unknown`: no event has ever carried its
 * name, which is not the same as no use.
 */
export type Verdict = (typeof verdicts)[number];

/** By a fifth more or less, and by more than chance alone moves so few people. */
const change = 1.2;
const chances = 2;

/**
 * What became of a feature in these days, beside as many days before. People are compared where events name any, else events.
 * `isSeen`: whether anything of these days was counted at all.
 */
export function verdictOf(use: FeatureUse | null, { mark, isSeen }: { mark: FeatureMark | null; isSeen: boolean }): Verdict {
  if (mark?.kind === 'retired') return 'retired';
  const wasUsed = use !== null && use.first_used !== null;
  if (!isSeen) return 'unknown';
  if (!wasUsed) return mark?.kind === 'enabled' ? 'unused' : 'unknown';
  if (use.events === 0) return 'silent';
  const [now, before] = use.users + use.before.users > 0 ? [use.users, use.before.users] : [use.events, use.before.events];
  const chance = chances * Math.sqrt(now + before);
  if (now - before > chance && now >= before * change) return 'growing';
  if (before - now > chance && before >= now * change) return 'fading';
  return 'steady';
}
