import { redact } from '@/lib/redaction';

const mostCharacters = 8_000;

/** A text as a line may carry it: without secrets, and cut where it is too long. A net below the allow-list of fields, not a replacement for it. */
export function safeText(text: string): string {
  return redact(text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text);
}

/** A failed query's message ends in the values that were bound to it: other people's data. */
export function safeMessage(message: string): string {
  return safeText(message.replace(/\nparams: [\s\S]*$/, ''));
}
