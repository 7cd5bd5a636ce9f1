export { Account } from './account';
export { Clocks } from './clocks';
export { Hops } from './hops';
export { Readings } from './readings';
export { Related } from './related';
export { Spans } from './spans';
export { StoryTable } from './story-table';
