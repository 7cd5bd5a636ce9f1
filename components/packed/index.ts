export { Once } from './once';
export { Packed } from './packed';
