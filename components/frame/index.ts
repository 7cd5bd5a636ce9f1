export { Frame } from './frame';
export { type Here, hrefFrom } from './here';
export { PlainFrame } from './plain-frame';
