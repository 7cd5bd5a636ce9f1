export { Frame } from './frame';
export { PlainFrame } from './plain-frame';
