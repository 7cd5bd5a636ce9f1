export { CopyableLine, Empty, Failed } from './blank';
