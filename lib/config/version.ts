import { version as current } from '@/package.json';

/** Of this installation, as `package.json` says it. */
export const version: string = current;
