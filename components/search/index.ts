export { SearchBox } from './search-box';
export { UnreadableParts } from './unreadable-parts';
