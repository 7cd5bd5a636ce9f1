/** Rows that `j` and `k` walk are marked `data-row`; folded ones are skipped because they take no room. */
export function moveRow(step: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')].filter(takesRoom);
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = at === -1 ? rows.at(step === 1 ? 0 : -1) : rows[at + step];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return rows.length > 0;
}

/** From the row to its first cell and on; from the first cell back to the row. A cell without a link can be refined by too. */
export function moveCell(step: 1 | -1): boolean {
  const row = document.activeElement?.closest<HTMLElement>('[data-row]');
  if (!row) return false;
  const cells = [...row.querySelectorAll<HTMLElement>('td[data-term]')].filter(takesRoom);
  const at = cells.findIndex((cell) => cell.contains(document.activeElement));
  const next = at + step < 0 ? row : cells[at + step];
  if (next) next.tabIndex = -1;
  next?.focus();
  return true;
}

/** Opens what the row, or its focused cell, is about. Links and buttons inside a row keep their own Enter. */
export function openRow(): boolean {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || !focused.matches('[data-row], [data-row] > td')) return false;
  const opens = focused.querySelector<HTMLElement>('[data-opens-row]') ?? focused.querySelector<HTMLElement>('a');
  (opens ?? focused.closest('[data-row]')?.querySelector<HTMLElement>('[data-opens-row]'))?.click();
  return true;
}

function takesRoom(element: HTMLElement): boolean {
  return element.offsetParent !== null;
}
