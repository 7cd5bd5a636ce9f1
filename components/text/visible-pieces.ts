export interface VisibleText {
  readonly pieces: readonly Piece[];
  readonly isMixedScript: boolean;
}

type Piece = { readonly kind: 'plain'; readonly text: string } | { readonly kind: 'escape'; readonly text: string; readonly name: string };

const invisible = /([\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u3164\uffa0])/u;

/** Splits a text into what can be shown as it is, and what has to be named. */
export function visiblePieces(text: string): VisibleText {
  const pieces = text
    .split(invisible)
    .map((part, at): Piece => (at % 2 === 0 ? { kind: 'plain', text: part } : escapeFrom(part)))
    .filter((piece) => piece.text !== '');
  return { pieces, isMixedScript: /\p{Script=Latin}/u.test(text) && /[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(text) };
}

function escapeFrom(character: string): Piece {
  const code = `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
  return { kind: 'escape', text: code, name: `Invisible character ${code}` };
}

/** Leaves out the middle, never half a character. */
export function shortened(text: string, room: number): string {
  if (text.length <= room) return text;
  const characters = [...text];
  if (characters.length <= room) return text;
  const head = Math.ceil((room - 1) * 0.6);
  const tail = room - 1 - head;
  return `${characters.slice(0, head).join('')}…${characters.slice(-tail).join('')}`;
}
