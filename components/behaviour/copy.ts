/**
 * What is copied stands in `data-copy`, the whole of it, also where the screen shows it shortened, or where that is empty in the
 * `title`; or line by line in the element that `data-copies` names.
 */
export function copyOnClick(target: Element): void {
  const button = target.closest<HTMLElement>('button:is([data-copy], [data-copies])');
  if (button) void copyFrom(button);
}

/** The keys of buttons that have one of their own. */
export function pressButton(key: string): boolean {
  const button = document.querySelector<HTMLElement>(`button[data-key="${CSS.escape(key)}"]`);
  button?.click();
  return button !== null;
}

/** `c` copies what is under the focus or in the focused row, so that lists need no button per identifier. */
export function copyUnderFocus(): boolean {
  const focused = document.activeElement;
  const holder = focused?.closest<HTMLElement>('[data-copy]') ?? focused?.querySelector<HTMLElement>('[data-copy]');
  if (holder) void copyFrom(holder);
  return Boolean(holder);
}

async function copyFrom(holder: HTMLElement): Promise<void> {
  const isCopied = await write(textOf(holder));
  holder.dataset.copied = isCopied ? 'Copied' : 'Not copied';
  announce(isCopied ? 'Copied' : 'The browser did not let this page copy');
  setTimeout(() => delete holder.dataset.copied, 1_500);
}

function textOf({ dataset: { copy, copies }, title }: HTMLElement): string {
  return copies === undefined ? copy || title : linesOf(copies);
}

function linesOf(id: string): string {
  return [...(document.getElementById(id)?.children ?? [])].map((line) => line.textContent).join('\n');
}

async function write(text: string): Promise<boolean> {
  // Absent on plain HTTP, refused by some policies: neither is a fault of ours.
  const written = navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  return (await written) ?? false;
}

function announce(text: string): void {
  let live = document.getElementById('announcements');
  if (!live) {
    live = document.createElement('div');
    live.id = 'announcements';
    live.role = 'status';
    live.className = 'visually-hidden';
    document.body.append(live);
  }
  live.textContent = text;
}
