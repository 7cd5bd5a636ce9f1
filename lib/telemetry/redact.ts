/** Secrets that slip into text, and what stands in their place. Order matters: the more exact form first. */
const secrets: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]{0,8000}?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g, '[private key]'],
  [/\btb_[A-Za-z0-9]{6,40}_[A-Za-z0-9_-]{8,200}/g, 'tb_[redacted]'],
  [/\beyJ[A-Za-z0-9_-]{4,4000}\.[A-Za-z0-9_-]{0,4000}(?:\.[A-Za-z0-9_-]{0,4000}){0,3}/g, '[token]'],
  [/\b(bearer|basic)\s+[^\s"',;]{1,4000}/gi, '$1 [redacted]'],
  [/\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@"']{1,400}@/gi, '$1[redacted]@'],
  [
    /(["']?(?:pass(?:word|wd)?|secret|token|api[_-]?key|authorization|cookie)["']?\s{0,3}[:=]\s{0,3})("[^"]{0,4000}"?|'[^']{0,4000}'?|[^\s"',;&}]{1,4000})/gi,
    '$1[redacted]',
  ],
  [/\b(?:\d[ -]?){12,15}\d\b/g, '[number]'],
];

/** Takes out what looks like a secret, and cuts what is too long for a line. A net below the allow-list, not a replacement for it. */
export function redact(text: string): string {
  const cut = text.length > 8_000 ? `${text.slice(0, 8_000)}…` : text;
  return secrets.reduce((rest, [pattern, mark]) => rest.replace(pattern, mark), cut);
}

/** A failed query's message ends in the values that were bound to it: other people's data. */
export function safeMessage(message: string): string {
  return redact(message.replace(/\nparams: [\s\S]*$/, ''));
}
