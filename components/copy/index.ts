export { CopyBar } from './copy-bar';
