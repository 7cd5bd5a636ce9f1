/** Secrets that slip into text, and what stands in their place. Order matters: the more exact form first. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]{0,8000}?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g, '[private key]'],
  [/\btb_[A-Za-z0-9]{6,40}_[A-Za-z0-9_-]{8,200}/g, 'tb_[redacted]'],
  [/\beyJ[A-Za-z0-9_-]{4,4000}\.[A-Za-z0-9_-]{0,4000}(?:\.[A-Za-z0-9_-]{0,4000}){0,3}/g, '[token]'],
  [/\b(bearer|basic)\s+[^\s"',;]{1,4000}/gi, '$1 [redacted]'],
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@"']{1,400}@/gi, '$1[redacted]@'],
  [
    /(["']?(?:pass(?:word|wd)?|secret|token|api[_-]?key|authorization|cookie)["']?\s{0,3}[:=]\s{0,3})("[^"]{0,4000}"?|'[^']{0,4000}'?|[^\s"',;&}]{1,4000})/gi,
    '$1[redacted]',
  ],
];

/**
 * Visa, Mastercard, American Express and Discover by their first digits and lengths, in one piece or in their printed groups.
 * Never within something longer: a UUID has groups of digits too.
 */
const cardLike =
  /(?<![\w-])(?:4\d{15}|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|[456]\d{3}([ -])\d{4}\1\d{4}\1\d{4}|3[47]\d\d([ -])\d{6}\2\d{5})(?![\w-])/g;

/** Takes secrets and card numbers out of a text. A net below rules about what may be kept at all, not a replacement for them. */
export function redact(text: string): string {
  return secrets.reduce((rest, [pattern, mark]) => rest.replace(pattern, mark), text).replace(cardLike, cardMark);
}

/** Ids have as many digits as cards; nine in ten fail the check digit (ISO/IEC 7812-1, annex B). */
function cardMark(found: string): string {
  const digits = found.replaceAll(/\D/g, '');
  const sum = [...digits].reverse().reduce((total, digit, place) => total + doubledAt(place, Number(digit)), 0);
  return sum % 10 === 0 ? '[number]' : found;
}

function doubledAt(place: number, digit: number): number {
  if (place % 2 === 0) return digit;
  return digit > 4 ? digit * 2 - 9 : digit * 2;
}
