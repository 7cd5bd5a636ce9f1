export { Account } from './account';
export { Hops } from './hops';
export { Readings } from './readings';
export { StoryTable } from './story-table';
