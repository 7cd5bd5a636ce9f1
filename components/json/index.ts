export { JsonView } from './json-view';
