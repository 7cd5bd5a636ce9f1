import { config } from '@/lib/config';

/** A path of ours as people can send it to each other. From the configuration, never from what a request says of its host. */
export function publicAddress(path: string): string {
  return new URL(path, config().publicUrl).href;
}
