export { ActionTable } from './action-table';
export { DayChart } from './day-chart';
export { DiffTable } from './diff-table';
export { Explorer } from './explorer';
export { FacetColumn, type FacetGroup } from './facet-column';
export type { Links } from './links';
export { ListHead } from './list-head';
export { Pager } from './pager';
