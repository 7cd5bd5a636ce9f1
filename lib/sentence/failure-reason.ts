/** Where sources say why something failed, in the order in which the words are of use. */
const places: readonly string[] = [
  'errorCode',
  'responseStatus.reason',
  'error.code',
  'error.message',
  'error',
  'errorMessage',
  'failureReason',
  'failure_reason',
  'responseStatus.code',
];

const longestReason = 120;

/** Why it failed, in the words of its source; null where none of the known places says so in few words. */
export function failureReason(meta: (path: readonly string[]) => string | null): string | null {
  return places.map((place) => meta(place.split('.'))).find((text) => text !== null && text !== '' && text.length <= longestReason) ?? null;
}
