export { Columns } from './columns';
export { Fields } from './fields';
export { type Ranked, Ranking } from './ranking';
export { Section } from './section';
