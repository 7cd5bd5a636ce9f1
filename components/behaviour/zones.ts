/** Once the zone panel is opened: every zone that this browser knows, and its own as the one suggested. */
export function offerZones(): void {
  const field = document.querySelector<HTMLInputElement>('details[open] input[data-zones]');
  if (!field?.list || field.dataset.zones === 'all') return;
  field.dataset.zones = 'all';
  const known = new Set([...field.list.options].map((option) => option.value));
  const others = Intl.supportedValuesOf('timeZone').filter((zone) => !known.has(zone));
  field.list.append(...others.map((zone) => new Option(zone, zone)));
  suggestOwnZone(field);
}

function suggestOwnZone(field: HTMLInputElement): void {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const other = field.form?.querySelector<HTMLButtonElement>('button[data-suggests-zone]');
  if (!own || own === 'UTC' || own === field.value || !other) return;
  const suggestion = other.cloneNode() as HTMLButtonElement;
  suggestion.value = own;
  suggestion.hidden = false;
  suggestion.textContent = `${own} (this browser)`;
  other.before(suggestion);
}
