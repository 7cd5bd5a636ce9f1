export { PHProvider } from './ph-provider';
