export { Columns } from './columns';
export { type Ranked, Ranking } from './ranking';
export { Section } from './section';
