/** Rows that `j` and `k` walk are marked `data-row`; folded ones are skipped because they take no room. */
export function moveRow(step: 1 | -1): boolean {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-row]')].filter((row) => row.offsetParent !== null);
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const next = at === -1 ? rows.at(step === 1 ? 0 : -1) : rows[at + step];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
  return rows.length > 0;
}

/** Opens what the row is about. Links and buttons inside a row keep their own Enter. */
export function openRow(): boolean {
  const row = document.activeElement;
  if (!(row instanceof HTMLElement) || row.dataset.row === undefined) return false;
  row.querySelector<HTMLElement>('[data-opens-row]')?.click();
  return true;
}
