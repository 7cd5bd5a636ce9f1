/** A stretch that shows itself, or a mark for what would not: `\u001b`, "escape (U+001B)". */
export type Piece =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'mark'; readonly text: string; readonly name: string };

/**
 * Splits a text into what can be seen and what has to be named: control characters, direction and zero-width characters,
 * spaces that look like others, halves of surrogate pairs, and piles of accents that would bury their neighbours. Joined
 * with every mark replaced by what it stands for, the pieces give the text back.
 */
export function visiblePieces(text: string): readonly Piece[] {
  return text
    .split(marked)
    .map((part, at): Piece => (at % 2 === 0 ? { kind: 'plain', text: part } : markFor(part)))
    .filter((piece) => piece.text !== '');
}

/** An emoji's own joiners and variants are part of what is seen; the thousandth accent on a letter is not. */
const inEmoji = String.raw`(?<=\p{Emoji})[\ufe0e\ufe0f]|(?<=[\p{Extended_Pictographic}\ufe0f\p{Emoji_Modifier}])\u200d(?=\p{Extended_Pictographic})`;
const unseen = String.raw`[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]|(?![ \u3000])\p{Zs}`;
const pile = String.raw`(?<=\p{M}{6})\p{M}+`;
const marked = new RegExp(`((?!${inEmoji})(?:${unseen})|${pile})`, 'u');

function markFor(part: string): Piece {
  const count = [...part].length;
  if (/^(?!\p{Default_Ignorable_Code_Point})\p{M}/u.test(part))
    return { kind: 'mark', text: `+${count}`, name: `${count} more accents on one letter` };
  const short = shortEscapes[part];
  const code = part.codePointAt(0) ?? 0;
  const hex = code.toString(16).padStart(4, '0');
  const name = names[code] ?? (code < 0xa0 ? 'control character' : 'invisible character');
  return { kind: 'mark', text: short ?? (code > 0xffff ? `\\u{${hex}}` : `\\u${hex}`), name: `${name} (U+${hex.toUpperCase()})` };
}

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Those that are met, by the names people know them under. */
const names: Readonly<Record<number, string>> = {
  0: 'null',
  7: 'bell',
  8: 'backspace',
  9: 'tab',
  10: 'line feed',
  13: 'carriage return',
  27: 'escape',
  127: 'delete',
  155: 'control sequence introducer',
  160: 'no-break space',
  173: 'soft hyphen',
  8203: 'zero-width space',
  8204: 'zero-width non-joiner',
  8205: 'zero-width joiner',
  8206: 'left-to-right mark',
  8207: 'right-to-left mark',
  8232: 'line separator',
  8233: 'paragraph separator',
  8234: 'left-to-right embedding',
  8235: 'right-to-left embedding',
  8236: 'pop directional formatting',
  8237: 'left-to-right override',
  8238: 'right-to-left override',
  8288: 'word joiner',
  8294: 'left-to-right isolate',
  8295: 'right-to-left isolate',
  8296: 'first strong isolate',
  8297: 'pop directional isolate',
  65279: 'byte order mark',
};
