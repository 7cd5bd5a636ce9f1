import { Failed } from '@/components/state';
import { SafeText } from '@/components/text';
import type { RemoteStore } from '@/lib/logs';
import { formatTimeInFull } from '@/lib/time';

/** The Loki in which lines are looked up, and whether it answers now. */
export function RemoteLogs({ remote: { where, tenant, selector, restsSince, why }, zone }: { remote: RemoteStore; zone: string }) {
  return (
    <>
      <p>
        Lines are looked up in Loki at{' '}
        <code>
          <SafeText text={where} />
        </code>
        {tenant !== null && (
          <>
            {' '}
            as tenant{' '}
            <code>
              <SafeText text={tenant} />
            </code>
          </>
        )}
        , among the streams{' '}
        <code>
          <SafeText text={selector} />
        </code>
        . {why === null && 'It answered just now.'} Below is what our own table holds: the sample, and lines from before.
      </p>
      {why !== null && (
        <Failed title="Loki does not answer">
          <p>
            {why}
            {restsSince !== null && ` It is left alone since ${formatTimeInFull(restsSince, zone)}, for half a minute at a time.`}
          </p>
          <p>Lists of lines say so, and a dossier counts logs as unavailable. Look at LOGS_URL, the tenant and the credentials.</p>
        </Failed>
      )}
    </>
  );
}
