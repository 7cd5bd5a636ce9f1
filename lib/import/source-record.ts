/**
 * One record as it stood in an input, or the reason why it could not be taken out of it. `at` counts from 1: the line, the
 * element of an array, or the line on which a CSV row ends. Every line of an input becomes exactly one of these.
 */
export type SourceRecord =
  | { readonly kind: 'record'; readonly at: number; readonly text: string }
  | { readonly kind: 'unreadable'; readonly at: number; readonly text: string; readonly reason: string }
  | { readonly kind: 'blank'; readonly at: number };

/** Longer records are rejected unread, so that one line without an end cannot fill the memory. */
export const maxRecordBytes = 1024 * 1024;

export const tooLong = `is longer than ${maxRecordBytes / 1024} KiB`;
export const notUtf8 = 'is not valid UTF-8';

/** What a reject file shows of a record that cannot be shown whole. */
export function excerpt(bytes: Buffer): string {
  return bytes.subarray(0, 200).toString('utf8');
}
