import { visiblePieces } from '@/lib/visible-text';
import { isPlain } from './is-plain';

/** For places that hold text alone, such as the title of a page or of a chip: what cannot be seen stands as its mark. */
export function visibleText(text: string): string {
  if (isPlain(text)) return text;
  return visiblePieces(text)
    .map((piece) => piece.text)
    .join('');
}
