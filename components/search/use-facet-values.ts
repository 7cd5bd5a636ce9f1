import { useEffect, useState } from 'react';
import type { FacetValue } from './suggest-values';

/** What is known of the values of one key: nothing asked, asked, answered, or not to be had. */
export type FacetValues =
  | { readonly state: 'none' | 'asking' | 'failed' }
  | { readonly state: 'answered'; readonly rows: readonly FacetValue[] };

const pauseMs = 150;

/** The values behind an address of the facets API, asked for once typing pauses; null asks for nothing. */
export function useFacetValues(href: string | null): FacetValues {
  const [answer, setAnswer] = useState<{ readonly href: string; readonly values: FacetValues } | null>(null);

  useEffect(() => {
    if (href === null) return;
    const asking = new AbortController();
    const timer = setTimeout(async () => {
      const values = await fetchValues(href, asking.signal);
      if (!asking.signal.aborted) setAnswer({ href, values });
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [href]);

  if (href === null) return { state: 'none' };
  return answer?.href === href ? answer.values : { state: 'asking' };
}

async function fetchValues(href: string, signal: AbortSignal): Promise<FacetValues> {
  try {
    const response = await fetch(href, { signal, headers: { accept: 'application/json' } });
    if (!response.ok) return { state: 'failed' };
    const body: { readonly rows?: readonly FacetValue[] } = await response.json();
    return { state: 'answered', rows: body.rows ?? [] };
  } catch {
    // Values are a convenience: without them the search still works, and the panel says that they are missing.
    return { state: 'failed' };
  }
}
