import 'server-only';

/**
 * Pieces of SQL that a filter becomes, whatever table is asked: text patterns, times, values inside JSON. Knows no table; what is
 * searched for is a bound parameter in all of them.
 */
export { type FacetColumn, type FacetRow, facetsStatement } from './facets-statement';
export { instantText } from './instant-text';
export { isIndexedLeaf, type JsonValues, jsonCondition, jsonPresence, mostIndexedSteps } from './json-conditions';
export { jsonPathString, jsonPaths } from './json-path';
export { globPattern, isLike } from './like';
export { timeCondition } from './time-condition';
export { type Width, wideTerm } from './wide-term';
export { mayHoldLeaf, type Searched, wordsCondition } from './words-condition';
