import { viewerOf } from '@/lib/auth';
import { answer, json } from '@/lib/telemetry';

/** Who is asking, as this installation sees it: what to look at first when a token does not do what it should. */
export const GET = answer(async (request) => {
  const { kind, id, label, permissions, orgs, source = null } = await viewerOf(request);
  return json({ kind, id, label, permissions: [...permissions].sort(), orgs, source });
});
