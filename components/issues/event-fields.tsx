import type { ReactNode } from 'react';
import { LevelMark } from '@/components/logs';
import { Fields } from '@/components/table/fields';
import { Identifier, SafeText, TimeCell } from '@/components/text';
import { type CommonParams, type IssueKey, issuesHref, issueTerm, traceHref } from '@/lib/address';
import type { ErrorEventDetail } from '@/lib/issues';

interface EventFieldsProps {
  event: ErrorEventDetail;
  params: CommonParams;
}

/** Every field of one occurrence under its name. IDs lead to all that is known of them, other values to the issues that share them. */
export function EventFields({ event, params: { zone, data } }: EventFieldsProps) {
  const about = (id: string | null): ReactNode =>
    id === null ? null : <Identifier text={id} href={traceHref({ zone, data, id })} room={60} />;
  const only = (key: IssueKey, value: string | null): ReactNode =>
    value === null ? null : (
      <Identifier text={value} href={issuesHref({ zone, data, filter: { terms: [issueTerm(key, value)] } })} room={60} />
    );
  const plain = (text: string | null): ReactNode => (text === null ? null : <SafeText text={text} room={200} />);
  const { request } = event;
  const fields: readonly (readonly [string, ReactNode])[] = [
    ['Happened', <TimeCell key="time" time={event.time} zone={zone} />],
    ['Message', event.message === '' ? null : plain(event.message)],
    ['Level', event.level && <LevelMark key="level" level={event.level} />],
    ['Handled', event.is_handled === null ? null : event.is_handled ? 'yes, it was caught' : 'no, nobody caught it'],
    ['Transaction', plain(event.transaction)],
    ['Asked for', request && plain([request.method, request.path].filter(Boolean).join(' ') || null)],
    ['Request', about(event.request_id)],
    ['Trace', about(event.trace_id)],
    ['Session', about(event.session_id)],
    ['Replay', about(event.replay_id)],
    ['Event', about(event.event_id)],
    ['User', only('user', event.user_id)],
    ['Organisation', only('org', event.org_id)],
    ['Release', only('release', event.release)],
    ['Environment', only('environment', event.environment)],
    ['Feature', only('feature', event.feature)],
    ['Surface', only('surface', event.surface)],
    ['Platform', only('platform', event.platform)],
    ['SDK', plain(event.sdk)],
    ['Reported by', event.trust === 'client' ? 'the browser, by a public key' : 'a server'],
    ['Flags', event.flags.length === 0 ? null : plain(event.flags.join(', '))],
  ];
  return <Fields fields={fields} absent="Not sent" />;
}
