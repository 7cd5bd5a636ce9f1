import { CopyableLine, Empty } from '@/components/state';

/** What to do while nothing is recorded yet: lines that can be copied as they are. */
export function FirstSteps({ origin }: { origin: string }) {
  return (
    <Empty title="Bring in the first actions">
      <CopyableLine
        label="From a file: CloudTrail, Kubernetes, GitHub, PostHog, Wikipedia, or your own shape"
        line="npx tracebook import actions --map cloudtrail events.ndjson.gz"
      />
      <CopyableLine
        label="From your product: first a token for it"
        line="export TOKEN=$(npx tracebook token create --name my-app --scopes audit:write --org '*' --quiet)"
      />
      <CopyableLine
        label="then an action, whenever somebody does something"
        line={`curl ${origin}/api/v1/actions -H "authorization: Bearer $TOKEN" -H "content-type: application/json" -d '{"action": "customer.update", "actor_id": "u_1", "subject_type": "customer", "subject_id": "c_9", "metadata": {"before": {"plan": "free"}, "after": {"plan": "pro"}}}'`}
      />
    </Empty>
  );
}
