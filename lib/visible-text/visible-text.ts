import { visiblePieces } from './visible-pieces';

/** Printable ASCII, which nearly all of it is, and "…" where we left something out: it shows itself. */
export function isPlain(text: string): boolean {
  return /^[\x20-\x7e…]*$/.test(text);
}

/** For places that hold text alone, such as the title of a page, a file or a terminal: what cannot be seen stands as its mark. */
export function visibleText(text: string): string {
  if (isPlain(text)) return text;
  return visiblePieces(text)
    .map((piece) => piece.text)
    .join('');
}
