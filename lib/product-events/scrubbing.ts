import { redact } from '@/lib/redaction';
import type { ScrubRule, UseFlag } from './kept-use';

/** Hears of everything that was left out or taken out. */
export type OnScrubbed = (rule: ScrubRule) => void;

/** What every text of one event goes through before it is kept. Remembers what that changed. */
export interface Scrubbing {
  readonly flags: Set<UseFlag>;
  /** Without secrets, e-mail addresses and addresses of machines; cut behind `most` characters. */
  text(value: string | null, most: number): string | null;
  /** An id as it came; null where it is longer than `most`, for a part of an id is another id, and where it is something that is never kept. */
  id(value: string | null, most: number): string | null;
  /** Somebody, who is still told apart from others where the id says too much. */
  person(value: string | null, most: number): string | null;
  leftOut(rule: ScrubRule): void;
}

export function scrubbing(onScrubbed: OnScrubbed, pseudonymOf: (id: string) => string): Scrubbing {
  const flags = new Set<UseFlag>();
  const note: OnScrubbed = (rule) => {
    flags.add('redacted');
    onScrubbed(rule);
  };
  const tooLong = () => {
    flags.add('truncated');
    return null;
  };
  return {
    flags,
    text: (value, most) => {
      if (value === null) return null;
      // Not all of what nobody keeps is looked through, but nothing of a secret survives at the cut.
      const clean = redact(value.slice(0, most * 2), { emails: true, addresses: true, onRedacted: note });
      if (value.length > most) flags.add('truncated');
      return clean.slice(0, most).toWellFormed();
    },
    id: (value, most) => {
      if (value === null) return null;
      if (value.length > most) return tooLong();
      return isPersonal(value, note) ? null : value.toWellFormed();
    },
    person: (value, most) => {
      if (value === null) return null;
      return value.length > most || isPersonal(value, note) ? pseudonymOf(value) : value.toWellFormed();
    },
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
