import { useEffect, useState } from 'react';

/** What is known of the rows behind an address: nothing asked, asked, answered, or not to be had. */
export type Rows<Row> = { readonly state: 'none' | 'asking' | 'failed' } | { readonly state: 'answered'; readonly rows: readonly Row[] };

const pauseMs = 150;

/** The rows behind an address of the API, asked for once typing pauses; null asks for nothing. */
export function useRows<Row>(href: string | null): Rows<Row> {
  const [answer, setAnswer] = useState<{ readonly href: string; readonly rows: Rows<Row> } | null>(null);

  useEffect(() => {
    if (href === null) return;
    const asking = new AbortController();
    const timer = setTimeout(async () => {
      const rows = await fetchRows<Row>(href, asking.signal);
      if (!asking.signal.aborted) setAnswer({ href, rows });
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [href]);

  if (href === null) return { state: 'none' };
  return answer?.href === href ? answer.rows : { state: 'asking' };
}

async function fetchRows<Row>(href: string, signal: AbortSignal): Promise<Rows<Row>> {
  try {
    const response = await fetch(href, { signal, headers: { accept: 'application/json' } });
    if (!response.ok) return { state: 'failed' };
    const body: { readonly rows?: readonly Row[] } = await response.json();
    return { state: 'answered', rows: body.rows ?? [] };
  } catch {
    // What is proposed is a convenience: without it the search still works, and the panel says that it is missing.
    return { state: 'failed' };
  }
}
