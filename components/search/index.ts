export { SearchBox, type Searched } from './search-box';
export { UnreadableParts } from './unreadable-parts';
