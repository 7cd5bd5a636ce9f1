import { SafeText } from '@/components/text';
import { type CommonParams, issueHref } from '@/lib/address';
import type { MomentError } from '@/lib/story';
import { formatTimeInFull, timeNoun } from '@/lib/time';
import styles from './error-facts.module.css';

const news = { first: 'the first of its kind', new: 'new', regression: 'regression: it was resolved before' } as const;

/** What is known of the issue that an error event belongs to: which, how new, whom it hit, and where its replay is. */
export function ErrorFacts({
  error: { issueId, shortId, hit, firstSeen, news: what, trust, replayHref },
  params: { zone, data },
}: {
  error: MomentError;
  params: CommonParams;
}) {
  return (
    <span className={styles.facts}>
      {issueId !== null && (
        <a href={issueHref({ id: issueId, zone, data })}>
          issue <SafeText text={shortId ?? issueId} room={40} />
        </a>
      )}
      {what !== null && <strong>{news[what]}</strong>}
      {hit !== null && (
        <span>
          {hit.value.toLocaleString('en')}
          {hit.capped && '+'} {hit.value === 1 && !hit.capped ? 'person' : 'people'} hit
        </span>
      )}
      {firstSeen !== null && what !== 'first' && (
        <span>
          first seen <time title={formatTimeInFull(firstSeen, zone)}>{timeNoun(firstSeen.slice(0, 10))}</time>
        </span>
      )}
      {trust === 'client' && <em>reported by the browser</em>}
      {replayHref !== null && (
        <a href={replayHref} rel="noreferrer">
          watch the replay
        </a>
      )}
    </span>
  );
}
