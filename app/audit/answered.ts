import { AppError } from '@/lib/errors';

/** What a read gave, or why it gave nothing: a page shows the one or the other, and the rest of it stands. */
export type Answered<T> = { readonly value: T; readonly refusal: null } | { readonly value: null; readonly refusal: string };

/** Refusals become words; what is not there stays a 404, and bugs and dead databases are thrown as they come. */
export async function answered<T>(reading: Promise<T>): Promise<Answered<T>> {
  try {
    return { value: await reading, refusal: null };
  } catch (error) {
    if (error instanceof AppError && error.code !== 'not-found' && error.code !== 'not-permitted')
      return { value: null, refusal: error.message };
    throw error;
  }
}
