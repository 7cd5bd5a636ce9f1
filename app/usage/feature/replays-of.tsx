import { Suspense } from 'react';
import { type Answered, answered } from '@/app/audit/answered';
import { Refused } from '@/components/audit';
import { Section } from '@/components/table';
import { ReplayTable } from '@/components/table/replay-table';
import { auditHref, termFor } from '@/lib/address';
import { type FeatureReplay, listFeatureReplays, replayAt } from '@/lib/usage';
import type { Viewer } from '@/lib/viewer';

type Found = Promise<Answered<readonly FeatureReplay[] | null>>;

/** Asked with the rest of the page, and not waited for: PostHog is asked for them each time. */
export function readReplays(viewer: Viewer, feature: string, days: Parameters<typeof listFeatureReplays>[2]): Found {
  const found = answered(listFeatureReplays(viewer, feature, days));
  // A page that ends in a refusal waits for nothing.
  found.catch(() => undefined);
  return found;
}

interface ReplaysOfProps {
  found: Found;
  params: { readonly zone: string; readonly data: 'real' | 'sample' | null };
  now: string;
}

/** Recordings in which the feature is used, from that moment on; nothing where the store has none at all. */
export function ReplaysOf(props: ReplaysOfProps) {
  return (
    <Suspense fallback={<p aria-busy="true">Asking for replays …</p>}>
      <Replays {...props} />
    </Suspense>
  );
}

async function Replays({ found, params, now }: ReplaysOfProps) {
  const { value, refusal } = await found;
  if (value === null && refusal === null) return null;
  return (
    <Section title="Replays" note="sessions in which it was used, the newest first">
      {refusal !== null && <Refused why={refusal} />}
      {value && (
        <ReplayTable
          replays={value.map((replay) => ({ ...replay, id: replay.session_id, href: replayAt(replay, replay.used_at) }))}
          caption="Replays of sessions in which it was used"
          none="PostHog knows no recording of a session in which it was used in these days."
          userHref={(user) => auditHref({ ...params, filter: { terms: [termFor('actor', user)] } })}
          zone={params.zone}
          now={now}
        />
      )}
    </Section>
  );
}
