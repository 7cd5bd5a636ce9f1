'use client';

import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { wakeBrush } from './brushes';
import { copyOnClick, copyUnderFocus, pressButton } from './copy';
import { closeOpened } from './opened';
import { refineByFocus } from './refine';
import { moveCell, moveRow, openRow } from './rows';
import { offerZones } from './zones';

const KeysDialog = dynamic(() => import('./keys-dialog').then((module) => module.KeysDialog), { ssr: false });

/**
 * The one script that every page has: it listens on the document, so that rows and chips stay plain markup and cost
 * nothing to wake up. Everything it does can be done without it too.
 */
export function PageKeys() {
  const [isHelpOpen, setHelpOpen] = useState(false);

  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    const onKeydown = (event: KeyboardEvent) => {
      if (event.key === 'Escape') return closeOpened(document.body);
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '?') setHelpOpen(true);
      else if (!pressed(event.key)) return;
      event.preventDefault();
    };
    const onClick = (event: MouseEvent) => {
      if (!(event.target instanceof Element)) return;
      if (event.target.closest('[data-opens="keys"]')) setHelpOpen(true);
      copyOnClick(event.target);
      closeOpened(event.target);
    };
    document.addEventListener('keydown', onKeydown, { signal });
    document.addEventListener('click', onClick, { signal });
    document.addEventListener('toggle', offerZones, { signal, capture: true });
    for (const event of ['pointerover', 'focusin']) document.addEventListener(event, wakeBrush, { signal });
    return () => listening.abort();
  }, []);

  return isHelpOpen ? <KeysDialog onClose={() => setHelpOpen(false)} /> : null;
}

/** True when the key meant something here. */
function pressed(key: string): boolean {
  if (key === '/') return focusSearch();
  if (key === 'j') return moveRow(1);
  if (key === 'k') return moveRow(-1);
  if (key === 'ArrowRight') return moveCell(1);
  if (key === 'ArrowLeft') return moveCell(-1);
  if (key === 'Enter') return openRow();
  if (key === 'o') return refineByFocus('only');
  if (key === 'n') return refineByFocus('not');
  if (key === 'c') return copyUnderFocus();
  return pressButton(key);
}

function focusSearch(): boolean {
  const search = document.querySelector<HTMLInputElement>('search input[name="q"]');
  search?.focus();
  search?.select();
  return search !== null;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input:not([type="checkbox"]), textarea, select'));
}
