import type { Problem } from '@/lib/errors';

/**
 * A refusal as a page, for a browser that sent a form and waits for one. It is made without React, because a route has only
 * text to answer with; its style needs the nonce of this answer's policy, and is left out without one.
 */
export function refusalPage({ title, detail, request_id }: Problem, policy: string | null): string {
  const [, nonce] = /'nonce-([A-Za-z0-9+/=]+)'/.exec(policy ?? '') ?? [];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${escaped(title)} · Tracebook</title>
${nonce ? `<style nonce="${nonce}">${style}</style>` : ''}
<header><a href="/">Tracebook</a></header>
<main>
<h1>${escaped(title)}</h1>
${detail ? `<p>${escaped(detail)}</p>` : ''}
<p>If you ask somebody about this, quote <code>${escaped(request_id)}</code>.</p>
<p><a href="/">Back to Tracebook</a></p>
</main>
</html>`;
}

/** The look of `PlainFrame`. The colours are those of `app/tokens.css`, which a test holds against these. */
const style = `
:root {
  color-scheme: light dark;
  --paper: light-dark(oklch(0.987 0.003 95), oklch(0.19 0.008 265));
  --ink: light-dark(oklch(0.25 0.012 265), oklch(0.93 0.004 95));
  --accent: light-dark(oklch(0.44 0.13 258), oklch(0.79 0.1 253));
}
body {
  max-width: 640px;
  margin: 0 auto;
  padding: clamp(24px, 12vh, 120px) 16px 48px;
  background: var(--paper);
  color: var(--ink);
  font: 0.875rem / 1.45 system-ui, sans-serif;
  overflow-wrap: break-word;
}
header a { color: var(--ink); font-size: 1rem; font-weight: 700; text-decoration: none; }
main { display: grid; gap: 16px; padding-top: 24px; }
h1, p { margin: 0; }
h1 { font-size: 1.25rem; font-weight: 650; line-height: 1.25; }
a { color: var(--accent); text-underline-offset: 0.2em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
