import { visibleText } from '@/lib/visible-text';

/** What somebody else wrote, as code: no mention, no link and no markup comes of it, and nothing in it is invisible. */
export function code(text: string): string {
  const shown = visibleText(text);
  if (shown === '') return '';
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const edge = /^`|`$|^ .* $/.test(shown) ? ' ' : '';
  return `${fence}${edge}${shown}${edge}${fence}`;
}

/** The same in a cell of a table, which a bar would end. */
function codeInCell(text: string): string {
  return text.includes('|') || text.includes('\\') ? `<code>${entities(visibleText(text))}</code>` : code(text);
}

/** Words of ours, in which whatever could be markup stays what it is. */
export function prose(text: string): string {
  return visibleText(text).replace(/[!-/:-@[-`{-~]/g, (mark) => (/[.,:;"'()+-]/.test(mark) ? mark : `\\${mark}`));
}

/** Text in which both stand: as prose where it could not be taken for a mention, a link or a reference, else as code. */
export function proseOrCode(text: string): string {
  return /^[\p{L}\p{M}\p{N} ,.:;“”()'’*_-]*$/u.test(visibleText(text)) && !/www\.|[0-9a-f]{7}|\d\.$/i.test(text) ? prose(text) : code(text);
}

/** A cell is code, or words of ours. */
export type Cell = { readonly code: string } | { readonly words: string } | readonly Cell[];

/** Columns without a cell that says something are left out. */
export function markdownTable(headings: readonly string[], rows: readonly (readonly (Cell | null)[])[]): readonly string[] {
  const told = headings.map((_, at) => rows.some((row) => row[at] !== null));
  const line = (cells: readonly string[]) => `| ${cells.filter((_, at) => told[at]).join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map((row) => line(row.map(cellText)))];
}

function cellText(cell: Cell | null): string {
  if (cell === null) return '';
  if (isList(cell)) return cell.map(cellText).join('');
  return 'code' in cell ? codeInCell(cell.code) : prose(cell.words);
}

function isList(cell: Cell): cell is readonly Cell[] {
  return Array.isArray(cell);
}

function entities(text: string): string {
  return text.replace(/[!-/:-@[-`{-~]/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
