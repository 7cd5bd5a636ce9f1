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
  const link = field.form?.querySelector<HTMLAnchorElement>('a[data-suggests-zone]');
  if (!own || own === 'UTC' || own === field.value || !link) return;
  const address = new URL(link.href);
  address.searchParams.set('tz', own);
  const suggestion = document.createElement('a');
  suggestion.href = address.href;
  suggestion.textContent = `${own} (this browser)`;
  link.before(suggestion);
}
