/** How a text that somebody else wrote is shown so that it cannot pretend to be another. Pure: pieces, not markup. */
export { hasLookAlikes } from './look-alikes';
export { type Mended, type MendFlag, mendJson, mendText } from './mend-text';
export { type Piece, visiblePieces } from './visible-pieces';
export { isPlain, visibleText } from './visible-text';
