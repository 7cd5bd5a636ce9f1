import { type Action, actionsOfId } from '@/lib/audit';
import type { Caveat } from '@/lib/reading';
import { deedText } from '@/lib/sentence';
import type { Moment } from '@/lib/story';
import type { Viewer } from '@/lib/viewer';
import type { Answer } from './ask';

const most = 1_000;

/** Actions that carry the ID as their request or their trace, of our own table and of those of other teams. */
export async function askAudit(viewer: Viewer, id: string): Promise<Answer> {
  const { rows: actions, sources, next } = await actionsOfId(viewer, id, { limit: most });
  const silent = sources.flatMap(({ name, verdict }) => (verdict === 'unavailable' ? [name] : []));
  const isCut = next !== null;
  const caveats: Caveat[] = [
    ...silent.map((name): Caveat => ({ kind: 'truncated', why: `${name} gave no answer` })),
    ...(isCut ? [{ kind: 'truncated' as const, why: `only the first ${most.toLocaleString('en')} actions are told` }] : []),
  ];
  const why = actions.length === 0 && silent.length > 0 ? caveats.map((caveat) => caveat.why).join(', ') : null;
  return {
    reading: {
      source: 'audit',
      verdict: actions.length > 0 ? 'found' : why === null ? 'none' : 'unavailable',
      count: { value: actions.length, capped: isCut },
      caveats,
      why,
      since: null,
    },
    moments: actions.map(momentFrom),
  };
}

function momentFrom(action: Action, place: number): Moment {
  const { actor_label: label, actor_id: actor, on_behalf_of: onBehalfOf, outcome } = action;
  const deed = deedText(action);
  return {
    ref: `action:${action.ref}`,
    time: action.created_at,
    toldTime: null,
    source: 'audit',
    place,
    service: action.source.replace(/^sample\//, ''),
    level: null,
    text: `${label ?? actor ?? 'Somebody'}: ${deed}`,
    requestId: action.request_id,
    userId: actor,
    orgId: action.org_id,
    method: null,
    route: null,
    status: null,
    durationMs: null,
    action: { action: action.action, deed, actor: label ?? actor ?? 'somebody', onBehalfOf, outcome },
    error: null,
    use: null,
  };
}
