import { useEffect, useEffectEvent, useState } from 'react';

interface ComboboxOptions {
  readonly listId: string;
  readonly count: number;
  readonly isFocused: boolean;
  /** In a dialog of its own: the list never closes by itself, and Enter takes the first option unless another is pointed at. */
  readonly isAlwaysOpen?: boolean;
  readonly take: (index: number) => void;
}

interface Combobox {
  /** Whether anything is to be seen below the field, options or not. */
  readonly isOpen: boolean;
  /** Index of the option that Enter would take; -1 where Enter searches. */
  readonly active: number;
}

/**
 * The keys and the roles of a combobox with a listbox (ARIA APG, "list autocomplete with manual selection"), on a field that
 * was a plain search field until now. The focus stays in the field.
 */
export function useCombobox(field: HTMLInputElement, { listId, count, isFocused, isAlwaysOpen = false, take }: ComboboxOptions): Combobox {
  const [pointed, setPointed] = useState(-1);
  const [isDismissed, setDismissed] = useState(false);
  const isOpen = isAlwaysOpen || (isFocused && !isDismissed);
  // Between the last and the first option stands the field itself, unless one of them is always pointed at.
  const first = isAlwaysOpen && count > 0 ? 0 : -1;
  const active = isOpen && pointed < count ? Math.max(pointed, first) : first;

  const onKeydown = useEffectEvent((event: KeyboardEvent) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && count > 0) {
      event.preventDefault();
      setDismissed(false);
      const places = count - first;
      setPointed(((active - first + step + places) % places) + first);
    } else if (event.key === 'Enter' && active >= 0) {
      event.preventDefault();
      setPointed(-1);
      take(active);
    } else if (event.key === 'Escape' && isOpen && count > 0 && !isAlwaysOpen) {
      // The next one empties the field, as in any search field.
      event.preventDefault();
      setDismissed(true);
      setPointed(-1);
    }
  });

  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    const begin = () => {
      setDismissed(false);
      setPointed(-1);
    };
    field.addEventListener('keydown', (event) => onKeydown(event), { signal });
    field.addEventListener('input', begin, { signal });
    field.addEventListener('blur', begin, { signal });
    return () => listening.abort();
  }, [field]);

  useEffect(() => {
    field.setAttribute('role', 'combobox');
    field.setAttribute('aria-autocomplete', 'list');
    field.setAttribute('aria-haspopup', 'listbox');
    field.setAttribute('aria-expanded', String(isOpen && count > 0));
    setOrRemove(field, 'aria-controls', isOpen && count > 0 ? listId : null);
    setOrRemove(field, 'aria-activedescendant', active >= 0 ? `${listId}-${active}` : null);
  }, [field, listId, isOpen, count, active]);

  return { isOpen, active };
}

function setOrRemove(element: Element, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}
