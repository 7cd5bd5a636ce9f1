import { visiblePieces } from '@/lib/visible-text';

/** For places that hold text alone, such as the title of a page or of a chip: what cannot be seen stands as its mark. */
export function visibleText(text: string): string {
  return visiblePieces(text)
    .map((piece) => piece.text)
    .join('');
}
