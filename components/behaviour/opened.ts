/** Closes opened panels (`details[data-closes]`) when the eye has gone elsewhere: a click outside, or Escape. */
export function closeOpened(target: Element): void {
  for (const opened of document.querySelectorAll<HTMLDetailsElement>('details[data-closes][open]')) {
    if (opened.contains(target)) continue;
    if (opened.contains(document.activeElement)) opened.querySelector('summary')?.focus();
    opened.open = false;
  }
}
