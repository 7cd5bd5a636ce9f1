import { redact, redactJson } from '@/lib/redaction';
import type { EventFlag, ScrubRule } from './kept-event';

/** Hears of everything that was left out or taken out. */
export type OnScrubbed = (rule: ScrubRule) => void;

/** What every text of one event goes through before it is kept. Remembers what that changed. */
export interface Scrubbing {
  readonly flags: Set<EventFlag>;
  /** Without secrets, e-mail addresses and addresses of machines; cut behind `most` characters. */
  text(value: string | null, most: number): string | null;
  /** An id as it came; null where it is longer than `most`, for a part of an id is another id, and where it is something that is never kept. */
  id(value: string | null, most: number): string | null;
  /** An object of texts; what stands under a key that names a secret goes whole. */
  texts(record: Readonly<Record<string, string>>): Readonly<Record<string, string>>;
  leftOut(rule: ScrubRule): void;
}

export function scrubbing(onScrubbed: OnScrubbed): Scrubbing {
  const flags = new Set<EventFlag>();
  const note: OnScrubbed = (rule) => {
    flags.add('redacted');
    onScrubbed(rule);
  };
  const everything = { emails: true, addresses: true, onRedacted: note };
  return {
    flags,
    text: (value, most) => {
      if (value === null) return null;
      // Not all of what nobody keeps is looked through, but nothing of a secret survives at the cut.
      const clean = redact(value.slice(0, most * 2), everything);
      if (value.length > most) flags.add('truncated');
      return clean.slice(0, most).toWellFormed();
    },
    id: (value, most) => {
      if (value === null) return null;
      if (value.length > most) flags.add('truncated');
      return value.length > most || isPersonal(value, note) ? null : value.toWellFormed();
    },
    texts: (record) => JSON.parse(redactJson(JSON.stringify(record), everything)) as Readonly<Record<string, string>>,
    leftOut: onScrubbed,
  };
}

/** Ids have as many digits as cards: those are no reason to lose one. */
function isPersonal(id: string, note: OnScrubbed): boolean {
  const rules = new Set<ScrubRule>();
  redact(id, { emails: true, addresses: true, onRedacted: (rule) => rules.add(rule) });
  rules.delete('card-number');
  rules.delete('government-number');
  for (const rule of rules) note(rule);
  return rules.size > 0;
}
