const latin = /\p{Script=Latin}/u;
const looksLatin = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}]/u;

/** Full-width and mathematical forms of ASCII; the former are ordinary beside Chinese, Japanese and Korean. */
const dressed = /[\uff01-\uff5e\u{1d400}-\u{1d7ff}]/u;
const eastAsian = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/**
 * Whether a text holds letters that pass for others: a word of Latin letters with a Cyrillic or Greek one in it, or ASCII in
 * other clothes. Words of different scripts side by side are ordinary. A reason to look twice, never to treat two as equal.
 */
export function hasLookAlikes(text: string): boolean {
  if (/^[\0-\x7f]*$/.test(text)) return false;
  if (dressed.test(text) && !eastAsian.test(text)) return true;
  return text.split(/[^\p{L}\p{M}]+/u).some((word) => latin.test(word) && looksLatin.test(word));
}
