import { recordOwnAction } from '@/app/own-action';
import type { Person } from '@/lib/accounts';
import { answerForm, type Done } from '@/lib/auth';
import type { Viewer } from '@/lib/viewer';

/** What was done to somebody, and what to say about it. */
interface DoneTo extends Done {
  readonly person: Pick<Person, 'id' | 'name'>;
  /** Ids and kinds for the audit log; `before` and `after` where something changed. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Wraps the route of a form about one person, whom its field `id` names. What is done is in the audit log before it is told. */
export function answerPersonForm(action: `person.${string}`, run: (viewer: Viewer, id: string, form: URLSearchParams) => Promise<DoneTo>) {
  return answerForm({ page: '/settings/people', permission: 'people:manage' }, async (viewer, form) => {
    const { person, details, ...done } = await run(viewer, form.get('id') ?? '', form);
    await recordOwnAction(viewer, {
      action,
      feature: 'accounts',
      surface: '/settings/people',
      subject: { type: 'person', id: person.id, label: person.name },
      ...(details ? { details } : {}),
    });
    return done;
  });
}
