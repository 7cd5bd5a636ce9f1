import { FormNotice } from '@/components/form';
import { Failed } from '@/components/state';
import { Section } from '@/components/table';
import { Fields } from '@/components/table/fields';
import { SafeText } from '@/components/text';
import type { Notice } from '@/lib/auth';
import { durationWords, formatTimeInFull } from '@/lib/time';
import type { RemoteUsage } from '@/lib/usage';
import styles from './settings.module.css';

/** The PostHog that counts use, whether it answers now, and how far it was read. */
export function RemoteUsageReport({ remote, zone, notice }: { remote: RemoteUsage; zone: string; notice: Notice | null }) {
  const { where, project, orgTag, zones, days, daysRead, readAt, lagSeconds, error, bytesLeft, restsSince, why } = remote;
  return (
    <Section
      title="Use in PostHog"
      note={
        <code>
          <SafeText text={`${where}, project ${project}`} />
        </code>
      }
    >
      {notice && <FormNotice {...notice} />}
      <div className={styles.told}>
        {why === null ? (
          <p>The use of features is counted there. It answered just now. Nothing is ever written to it.</p>
        ) : (
          <Failed title="PostHog does not answer">
            <p>
              {why}
              {restsSince !== null && ` It is left alone since ${formatTimeInFull(restsSince, zone)}, for half a minute at a time.`}
            </p>
            <p>What was read before is shown with its age, and a dossier counts use as unavailable.</p>
          </Failed>
        )}
        {error !== null && <p>The last reading stopped: {error} The next one, within the hour, goes on from there.</p>}
        {orgTag === null && <p>It names no property for organisations (org): only who may see all organisations sees its counts.</p>}
      </div>
      <Fields
        fields={[
          ['Property of organisations', orgTag],
          ['Zones counted ahead', zones.join(', ')],
          ['Days read', `${daysRead.toLocaleString('en')} of ${days.toLocaleString('en')}`],
          ['Last read whole', readAt === null ? null : formatTimeInFull(readAt, zone)],
          ['Behind by', lagSeconds === null ? null : durationWords(lagSeconds * 1_000)],
          ['Bytes left within the hour', bytesLeft === null ? null : bytesLeft.toLocaleString('en')],
        ]}
        absent="Not known"
      />
      <form className={styles.others} method="post" action="/api/usage/sync">
        <input type="hidden" name="form" value="sync" />
        <button type="submit" data-quiet>
          Read now
        </button>
      </form>
    </Section>
  );
}
