import { CopyableLine, Empty } from '@/components/state';

/** What to do while no product event was ever sent: lines that can be copied as they are. */
export function FirstUses({ origin }: { origin: string }) {
  return (
    <Empty title="No product events have arrived yet">
      <p>
        Point the host of any PostHog SDK here, and let every event carry a <code>feature</code> and a <code>surface</code>: then each
        feature gets a row with its people, its trend and what it costs.
      </p>
      <CopyableLine label="In a browser" line={`posthog.init('KEY', { api_host: '${origin}' })`} />
      <CopyableLine label="On a server" line={`new PostHog('KEY', { host: '${origin}' })`} />
      <CopyableLine label="How much the code of each feature was changed" line="npx tracebook churn --repo . --features 'src/features/*'" />
      <p>
        <code>docs/sending-usage.md</code> says how keys are made and what is kept of an event; <code>docs/ledger.md</code> how a feature is
        judged. Files come in by <code>npx tracebook import usage FILE</code>.
      </p>
    </Empty>
  );
}
