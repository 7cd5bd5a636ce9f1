import type { ActionInput } from '@/lib/audit';
import { printMoment } from './calendar';
import type { Random } from './random';
import type { Actor, Service } from './story';

export interface Subject {
  readonly type: string;
  readonly id: string;
  readonly label: string;
}

/** What belongs together: one click, one run of a job. */
export interface Request {
  readonly requestId: string;
  readonly traceId: string;
}

/** Something that somebody did in the story, before it has a number. */
export interface Happening {
  readonly service: Service;
  /** Microseconds since 1970. */
  readonly us: number;
  readonly request: Request;
  readonly actor: Actor;
  readonly onBehalfOf?: string;
  readonly action: string;
  /** Null where the new thing's id stands only in what was made of it, as in many real feeds. */
  readonly subject: Subject | null;
  readonly orgId?: string | undefined;
  readonly feature: string;
  readonly surface?: string;
  readonly hasFailed?: boolean;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** An action of the sample and the source it comes from: `sample/` and the service. */
export interface SampleAction {
  readonly source: string;
  readonly input: ActionInput;
}

export function requestFrom(random: Random): Request {
  return { requestId: `req_${random.hex(12)}`, traceId: random.hex(32) };
}

/** @param number the place of the happening in the month: the same month gives the same event ids, and loads once */
export function actionFrom(happening: Happening, number: number): SampleAction {
  const { service, us, request, actor, subject } = happening;
  return {
    source: `sample/${service}`,
    input: {
      event_id: `${printMoment(us).slice(0, 10)}-${String(number).padStart(5, '0')}`,
      created_at: printMoment(us),
      actor_id: actor.id,
      actor_type: actor.type,
      actor_label: actor.label,
      on_behalf_of: happening.onBehalfOf ?? null,
      action: happening.action,
      subject_type: subject?.type ?? null,
      subject_id: subject?.id ?? null,
      subject_label: subject?.label ?? null,
      org_id: happening.orgId ?? null,
      request_id: request.requestId,
      trace_id: request.traceId,
      feature: happening.feature,
      surface: happening.surface ?? null,
      outcome: happening.hasFailed ? 'failure' : 'success',
      metadata: JSON.stringify(happening.metadata ?? {}),
    },
  };
}
