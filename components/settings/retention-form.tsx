import { Field, FormNotice, givenBack } from '@/components/form';
import { Section } from '@/components/table';
import { SafeText, TimeCell } from '@/components/text';
import type { CommonParams } from '@/lib/address';
import type { Notice } from '@/lib/auth';
import type { Expiry } from '@/lib/retention';
import { countOf, daysWords, staysWords } from './retention-words';
import styles from './settings.module.css';

/** A rule that is looked at, and what it would take out. */
export interface LookedAt {
  readonly source: string;
  /** Null for good, by which nothing goes. */
  readonly days: number | null;
  readonly expiry: Expiry | null;
}

interface RetentionFormProps {
  sources: readonly string[];
  /** Null where nothing is looked at yet, or what was typed cannot be read. */
  looked: LookedAt | null;
  zone: string;
  params: Pick<CommonParams, 'zone' | 'data'>;
  notice: Notice | null;
}

/** In two steps: what would go is seen before it is said. */
export function RetentionForm({ sources, looked, zone, params, notice }: RetentionFormProps) {
  const field = givenBack(notice);
  return (
    <Section title="Change how long">
      <div id="retention-change" className={styles.told}>
        {notice && !notice.at ? <FormNotice {...notice} /> : null}
        <form className={styles.form} action="/settings/retention#retention-change">
          <input type="hidden" name="tz" value={params.zone} />
          {params.data && <input type="hidden" name="data" value={params.data} />}
          <Field
            id="retention-source"
            {...field('source')}
            defaultValue={field('source').defaultValue ?? looked?.source}
            label="Source"
            list="retention-sources"
            autoComplete="off"
            required
          />
          <datalist id="retention-sources">
            {sources.map((source) => (
              <option key={source} value={source} />
            ))}
          </datalist>
          <Field
            id="retention-days"
            {...field('days')}
            defaultValue={field('days').defaultValue ?? looked?.days?.toString()}
            label="Days"
            hint="Since they happened, as their producer says. Left empty, they are kept for good."
            type="number"
            min={1}
            max={99_999}
            step={1}
            autoComplete="off"
          />
          <button type="submit" data-quiet>
            See what would go
          </button>
        </form>
        {looked && <WhatWouldGo looked={looked} zone={zone} />}
      </div>
    </Section>
  );
}

function WhatWouldGo({ looked: { source, days, expiry }, zone }: { looked: LookedAt; zone: string }) {
  const stays = expiry === null ? 'none' : staysWords(expiry);
  return (
    <form className={styles.form} method="post" action="/api/retention/set">
      <input type="hidden" name="form" value="set" />
      <input type="hidden" name="source" value={source} />
      <input type="hidden" name="days" value={days ?? ''} />
      <p role="status">
        {expiry === null ? (
          <>
            Kept for good, no action of <SafeText text={source} room={60} /> goes.
          </>
        ) : expiry.expired === 0 ? (
          <>
            No action of <SafeText text={source} room={60} /> is older than {daysWords(days ?? 0)}: nothing would go now.
          </>
        ) : (
          <>
            {countOf(expiry)} actions of <SafeText text={source} room={60} /> are older than {daysWords(days ?? 0)}
            {expiry.oldest !== null && (
              <>
                , the oldest of <TimeCell time={expiry.oldest} zone={zone} />
              </>
            )}
            . {expiry.goes.toLocaleString('en')} of them would go now{stays === 'none' ? '' : `, and these stay: ${stays}`}.
          </>
        )}
      </p>
      {days !== null && <p className={styles.quiet}>Nothing goes before a day has passed, and what has gone does not come back.</p>}
      <button type="submit">{days === null ? 'Keep them for good' : `Keep them ${daysWords(days)}`}</button>
    </form>
  );
}
