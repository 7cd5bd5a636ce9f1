'use client';

import { type MouseEvent, useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { useCaret } from '@/components/search/use-caret';
import { useCombobox } from '@/components/search/use-combobox';
import { useRows } from '@/components/search/use-rows';
import { SafeText } from '@/components/text/safe-text';
import type { CommonParams } from '@/lib/address';
import { forgetAddress, forgetSearch, readMemory, saveAddress } from './browser-memory';
import { entriesFor } from './entries-for';
import type { Entry } from './entry';
import styles from './palette.module.css';
import { mentionsHref, type Named, namedIn } from './people-and-things';
import type { Place } from './place';

interface PaletteProps {
  person: string;
  places: readonly Place[];
  params: CommonParams;
  onClose: () => void;
}

/** A dialog with one field: paste or type anything, and go there. */
export function Palette({ onClose, ...offered }: PaletteProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [field, setField] = useState<HTMLInputElement | null>(null);

  useEffect(() => dialog.current?.showModal(), []);
  const close = () => dialog.current?.close();

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: for the key there is Escape, which the dialog knows by itself
    <dialog
      ref={dialog}
      className={styles.palette}
      aria-label="Go to"
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && close()}
    >
      <div className={styles.inside}>
        <div className={styles.head}>
          <input
            ref={setField}
            className={styles.field}
            type="text"
            aria-label="Go to, or paste anything"
            placeholder="Paste anything, or type a name, an ID, a screen"
            autoComplete="off"
            autoCapitalize="off"
            autoCorrect="off"
            spellCheck={false}
          />
          <button type="button" data-quiet onClick={close}>
            Close
          </button>
        </div>
        {field && <Choices field={field} close={close} {...offered} />}
      </div>
    </dialog>
  );
}

interface ChoicesProps extends Omit<PaletteProps, 'onClose'> {
  field: HTMLInputElement;
  close: () => void;
}

/** What can be gone to, below the field that keeps the focus. */
function Choices({ field, close, person, places, params }: ChoicesProps) {
  const listId = useId();
  const { text } = useCaret(field);
  const [memory, setMemory] = useState(() => readMemory(person));
  const [said, setSaid] = useState('');
  const mentions = useRows<Named>(mentionsHref(text, params));
  const found = mentions.state === 'answered' ? namedIn(mentions.rows, text, params) : [];
  const entries = entriesFor(text, { places, memory, found, here: here(), params });

  const take = (index: number) => {
    const entry = entries[index];
    if (!entry) return;
    if ('href' in entry.does) {
      window.location.assign(entry.does.href);
      close();
    } else {
      tell(keep(person, entry.does), 'save' in entry.does ? `Saved as ${entry.does.save}` : 'Forgotten');
    }
  };
  const forget = (index: number) => {
    const entry = entries[index];
    const isOurs = entry?.group === 'Saved' || (entry?.group === 'Searches' && memory.recent.includes(entry.label));
    if (!isOurs || !('href' in entry.does)) return;
    const isSaved = entry.group === 'Saved';
    tell(isSaved ? forgetAddress(person, entry.does.href) : forgetSearch(person, entry.label), 'Forgotten');
  };
  const tell = (isDone: boolean, words: string) => {
    setMemory(readMemory(person));
    setSaid(isDone ? words : 'This browser keeps nothing for this site.');
    if (isDone) write(field, '');
  };
  const { active } = useCombobox(field, { listId, count: entries.length, isFocused: true, isAlwaysOpen: true, take });

  const onKeydown = useEffectEvent((event: KeyboardEvent) => {
    setSaid('');
    if (event.key === 'Delete' && event.shiftKey) {
      event.preventDefault();
      forget(active);
    }
  });
  useEffect(() => {
    const listening = new AbortController();
    field.addEventListener('keydown', (event) => onKeydown(event), { signal: listening.signal });
    return () => listening.abort();
  }, [field]);
  useEffect(() => {
    document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, listId]);

  return (
    <>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: its keys are the field's, which keeps the focus */}
      <div
        id={listId}
        role="listbox"
        aria-label="Where to"
        tabIndex={-1}
        className={styles.list}
        onMouseDown={(event) => event.preventDefault()}
        onClick={(event) => take(indexOf(event))}
      >
        {grouped(entries).map(({ group, from, members }) => (
          // biome-ignore lint/a11y/useSemanticElements: options of a listbox are grouped by role alone
          <div key={`${group}-${from}`} role="group" aria-label={group} className={styles.group}>
            <div className={styles.name} aria-hidden="true">
              {group}
            </div>
            {members.map((entry, index) => (
              <Choice key={JSON.stringify(entry.does)} entry={entry} id={listId} index={from + index} isActive={from + index === active} />
            ))}
          </div>
        ))}
      </div>
      <p className={styles.foot}>
        <span role="status">{said || stateWords(entries.length, mentions.state)}</span>
        <span className={styles.keys} aria-hidden="true">
          <kbd>↑</kbd> <kbd>↓</kbd> choose · <kbd>Enter</kbd> go · <kbd>Shift Del</kbd> forget · <kbd>Esc</kbd> close
        </span>
      </p>
    </>
  );
}

interface ChoiceProps {
  entry: Entry;
  id: string;
  index: number;
  isActive: boolean;
}

function Choice({ entry: { label, help, isCode }, id, index, isActive }: ChoiceProps) {
  return (
    <div id={`${id}-${index}`} role="option" aria-selected={isActive} tabIndex={-1} data-index={index} className={styles.choice}>
      <span className={isCode ? styles.code : styles.label}>
        <SafeText text={label} />
      </span>{' '}
      <span className={styles.help}>
        <SafeText text={help} />
      </span>
    </div>
  );
}

/** Neighbours of one group under its name, each with its place among all. */
function grouped(entries: readonly Entry[]): readonly { group: string; from: number; members: Entry[] }[] {
  const groups: { group: string; from: number; members: Entry[] }[] = [];
  for (const [index, entry] of entries.entries()) {
    const last = groups.at(-1);
    if (last?.group === entry.group) last.members.push(entry);
    else groups.push({ group: entry.group, from: index, members: [entry] });
  }
  return groups;
}

/** The page from which this was opened. */
function here(): { href: string; title: string } {
  const { pathname, search } = window.location;
  return { href: `${pathname}${search}`, title: document.title.replace(/ · Tracebook$/, '') };
}

function keep(person: string, does: { readonly save: string } | { readonly forget: string }): boolean {
  return 'save' in does ? saveAddress(person, { name: does.save, href: here().href }) : forgetAddress(person, does.forget);
}

/** As if it were typed, so that all who listen hear of it. */
function write(field: HTMLInputElement, text: string): void {
  field.value = text;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
}

function indexOf(event: MouseEvent): number {
  const option = event.target instanceof Element ? event.target.closest('[data-index]') : null;
  return Number(option?.getAttribute('data-index') ?? -1);
}

function stateWords(count: number, state: 'none' | 'asking' | 'failed' | 'answered'): string {
  if (state === 'asking') return 'Looking for names…';
  const choices = count === 1 ? '1 choice' : `${count} choices`;
  return state === 'failed' ? `${choices}; names could not be looked up` : choices;
}
