import { type RedactOptions, redact, suspiciousFor } from './redact';

/**
 * The same for JSON text, without parsing it: every other character stays as it is, and JSON stays JSON. A text or number
 * under a key that names a secret goes whole, whatever it looks like, wherever it stands, however often the key is repeated.
 */
export function redactJson(json: string, options: RedactOptions = {}): string {
  const suspicious = suspiciousFor(options);
  if (!suspicious.test(json)) return json;
  return json.replace(member, (whole: string, text: string, gap: string | undefined, value: string | undefined) => {
    if (!suspicious.test(whole)) return whole;
    if (gap === undefined || value === undefined) return redactLiteral(whole, options);
    if (secretKey.test(decoded(`"${text}"`).replaceAll(/[_\s-]/g, ''))) {
      if (value !== '"[redacted]"') options.onRedacted?.('named-secret');
      return `"${text}"${gap}"[redacted]"`;
    }
    return `"${text}"${gap}${value.startsWith('"') ? redactLiteral(value, options) : value}`;
  });
}

const literal = String.raw`[^"\\]*(?:\\.[^"\\]*)*`;
/** A string; where it is a key, its value too if that is a string or a number. */
const member = new RegExp(String.raw`"(${literal})"(?:(\s*:\s*)("${literal}"|-?\d[\d.eE+-]*))?`, 'g');

const secretKey =
  /^(?:pass(?:word|wd|phrase)?|(?:new|old|current)password|secret|token|(?:access|refresh|id|session|auth|csrf)token|(?:proxy)?authorization|(?:set)?cookie|apikey|privatekey|clientsecret|secret(?:key|accesskey)|credentials?)$/i;

/** Written anew only where a rule found something. */
function redactLiteral(quoted: string, options: RedactOptions): string {
  const text = decoded(quoted);
  const redacted = redact(text, options);
  return redacted === text ? quoted : JSON.stringify(redacted);
}

/** What a literal says, because an escape could hide what the rules look for. What is no literal after all stays for Postgres to refuse. */
function decoded(quoted: string): string {
  try {
    return JSON.parse(quoted);
  } catch {
    return quoted.slice(1, -1);
  }
}
