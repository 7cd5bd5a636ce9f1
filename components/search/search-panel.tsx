'use client';

import { type MouseEvent, useEffect, useId } from 'react';
import { SafeText } from '@/components/text';
import { type CommonParams, facetsHref, placeInFilter } from '@/lib/address';
import { instantFrom } from '@/lib/time';
import styles from './search-panel.module.css';
import { suggest } from './suggest';
import { suggestIssues } from './suggest-issues';
import { type FacetValue, filterForValues } from './suggest-values';
import type { Suggestion } from './suggestion';
import { Understood } from './understood';
import { useCaret } from './use-caret';
import { useCombobox } from './use-combobox';
import { type Rows, useRows } from './use-rows';

interface SearchPanelProps {
  of: 'actions' | 'issues';
  field: HTMLInputElement;
  params: CommonParams;
}

/** What helps while somebody types: what can stand here, what is understood so far, what is not and why. */
export function SearchPanel({ of, field, params }: SearchPanelProps) {
  const listId = useId();
  const { text, at, isFocused } = useCaret(field);
  const values = useRows<FacetValue>(isFocused && of === 'actions' ? valuesHref(text, at, params) : null);
  const now = instantFrom(new Date().toISOString()) ?? '';
  const suggestions =
    of === 'issues'
      ? suggestIssues(text, at, { params, now })
      : suggest(text, at, { params, now, values: values.state === 'answered' ? values.rows : [] });
  const take = (index: number) => follow(field, suggestions[index]);
  const { isOpen, active } = useCombobox(field, { listId, count: suggestions.length, isFocused, take });

  useEffect(() => {
    if (active >= 0) document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active, listId]);

  return (
    <>
      <div className={styles.panel} hidden={!isOpen || (suggestions.length === 0 && text.trim() === '')}>
        {suggestions.length > 0 && (
          // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are the field's, which keeps the focus
          <div
            id={listId}
            role="listbox"
            aria-label="Suggestions"
            tabIndex={-1}
            className={styles.list}
            onMouseDown={(event) => event.preventDefault()}
            onClick={(event) => take(indexOf(event))}
          >
            {suggestions.map(({ label, help }, index) => (
              <div
                key={label}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={index === active}
                tabIndex={-1}
                data-index={index}
                className={styles.option}
              >
                <span className={styles.label}>
                  <SafeText text={label} />
                </span>
                <span className={styles.help}>
                  <SafeText text={help} />
                </span>
              </div>
            ))}
          </div>
        )}
        {values.state === 'failed' && <p className={styles.note}>Values could not be looked up. The search works without.</p>}
        <Understood of={of} text={text} caret={at} zone={params.zone} />
      </div>
      <p role="status" className={styles.status}>
        {isOpen ? statusWords(suggestions.length, values) : ''}
      </p>
    </>
  );
}

/** Where the values that may stand at the caret are counted; null where none are. */
function valuesHref(text: string, caret: number, params: CommonParams): string | null {
  const place = placeInFilter(text, caret);
  const filter = place?.kind === 'value' ? filterForValues(place) : null;
  return place?.kind === 'value' && filter ? facetsHref(place.field, { ...params, filter, limit: 8 }) : null;
}

/** Writes into the field as if it were typed, so that all who listen hear of it. */
function follow(field: HTMLInputElement, suggestion: Suggestion | undefined): void {
  if (!suggestion) return;
  const { leadsTo } = suggestion;
  if ('href' in leadsTo) {
    window.location.assign(leadsTo.href);
  } else {
    field.value = leadsTo.text;
    field.setSelectionRange(leadsTo.caret, leadsTo.caret);
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }
}

function indexOf(event: MouseEvent): number {
  const option = event.target instanceof Element ? event.target.closest('[data-index]') : null;
  return Number(option?.getAttribute('data-index') ?? -1);
}

function statusWords(count: number, { state }: Rows<FacetValue>): string {
  if (state === 'asking') return 'Looking for values…';
  if (count === 0) return 'No suggestions';
  return count === 1 ? '1 suggestion' : `${count} suggestions`;
}
