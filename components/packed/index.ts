export { Packed } from './packed';
