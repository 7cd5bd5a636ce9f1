'use client';

import dynamic from 'next/dynamic';
import { useRef, useState } from 'react';
import type { CommonParams } from '@/lib/address';
import styles from './search-box.module.css';

const SearchPanel = dynamic(() => import('./search-panel').then((module) => module.SearchPanel), { ssr: false });

interface SearchInputProps {
  of: 'actions' | 'issues';
  label: string;
  hint: string;
  query: string;
  params: CommonParams;
}

/** A plain search field; what helps with it is loaded when it is first used. */
export function SearchInput({ of, label, hint, query, params }: SearchInputProps) {
  const field = useRef<HTMLInputElement>(null);
  const [woken, setWoken] = useState<HTMLInputElement | null>(null);
  return (
    <>
      <input
        ref={field}
        className={styles.text}
        type="search"
        name="q"
        defaultValue={query}
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={hint}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        onFocus={() => setWoken(field.current)}
      />
      {woken && <SearchPanel of={of} field={woken} params={params} />}
    </>
  );
}
