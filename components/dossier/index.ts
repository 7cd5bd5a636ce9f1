export { Account } from './account';
export { Hops } from './hops';
export { Readings } from './readings';
export { Related } from './related';
export { StoryTable } from './story-table';
