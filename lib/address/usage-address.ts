import type { Filter } from './filter';
import type { UsageKey, UsageRoot } from './grammar';

export type UsageFilter = Filter<UsageKey, UsageRoot>;
