'use client';

import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import type { CommonParams } from '@/lib/address';
import { forgetSearches, rememberSearch } from './browser-memory';
import styles from './palette-opener.module.css';
import type { Place } from './place';

const Palette = dynamic(() => import('./palette').then((module) => module.Palette), { ssr: false });

interface PaletteOpenerProps {
  /** Whose memory of this browser it is. */
  person: string;
  /** The question of this page, as filter text; empty where it has none. */
  query: string;
  places: readonly Place[];
  params: CommonParams;
}

/** The way to everything else, by its key or its button. What it opens is loaded when it is first asked for. */
export function PaletteOpener({ person, query, places, params }: PaletteOpenerProps) {
  const [isOpen, setOpen] = useState(false);
  const [isMac, setMac] = useState(false);

  useEffect(() => {
    setMac(/mac|iphone|ipad/i.test(navigator.platform));
    const listening = new AbortController();
    const { signal } = listening;
    const onKeydown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || event.metaKey === event.ctrlKey || event.altKey || event.shiftKey) return;
      // Browsers search by it otherwise.
      event.preventDefault();
      setOpen(true);
    };
    const onSubmit = ({ target }: SubmitEvent) => {
      if (target instanceof HTMLFormElement && target.matches('[data-signs-out]')) forgetSearches();
    };
    document.addEventListener('keydown', onKeydown, { signal });
    document.addEventListener('submit', onSubmit, { signal });
    return () => listening.abort();
  }, []);

  useEffect(() => {
    if (query !== '') rememberSearch(person, query);
  }, [person, query]);

  return (
    <>
      <button
        type="button"
        className={styles.opener}
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setOpen(true)}
      >
        Go to <kbd>{isMac ? '⌘ K' : 'Ctrl K'}</kbd>
      </button>
      {isOpen && <Palette person={person} places={places} params={params} onClose={() => setOpen(false)} />}
    </>
  );
}
