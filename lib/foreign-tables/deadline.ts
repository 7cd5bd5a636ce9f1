export class TookTooLong extends Error {}

/** @throws {TookTooLong} */
export async function within<T>(ms: number, act: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TookTooLong(`it did not answer within ${ms / 1000} s`)), ms);
  });
  const acting = act();
  // Whoever comes too late has nobody to tell.
  acting.catch(() => undefined);
  return Promise.race([acting, late]).finally(() => clearTimeout(timer));
}
