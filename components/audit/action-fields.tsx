import type { ReactNode } from 'react';
import { Fields } from '@/components/table/fields';
import { Identifier, OutcomeMark, SafeText, TimeCell } from '@/components/text';
import type { Action } from '@/lib/audit';
import { ActorMark } from './actor-mark';
import type { Links } from './links';
import type { Names } from './names';

interface ActionFieldsProps {
  action: Action;
  zone: string;
  links: Links;
  names?: Names;
}

/** Every field of an action under its name. */
export function ActionFields({ action, zone, links, names }: ActionFieldsProps) {
  const fields: readonly (readonly [string, ReactNode])[] = [
    ['Happened', <TimeCell key="created" time={action.created_at} zone={zone} />],
    ['Recorded', action.recorded_at === null ? null : <TimeCell key="recorded" time={action.recorded_at} zone={zone} />],
    ['Who', given(action.actor_id, (id) => <Identifier text={id} href={links.actor(id)} room={60} />)],
    ['Name then', given(action.actor_label, (label) => <SafeText text={label} />)],
    [
      'Kind of actor',
      given(action.actor_type, (type) => (
        <>
          <SafeText text={type} />
          <ActorMark type={type} />
        </>
      )),
    ],
    [
      'On behalf of',
      given(action.on_behalf_of, (id) => (
        <>
          <Identifier text={id} href={links.actor(id)} room={60} /> <SafeText text={names?.get(id) ?? ''} />
        </>
      )),
    ],
    ['Did what', <Identifier key="action" text={action.action} href={links.only('action', action.action)} room={60} />],
    ['To what kind', given(action.subject_type, (type) => <Identifier text={type} href={links.only('subject_type', type)} room={60} />)],
    ['To what', given(action.subject_id, (id) => <Identifier text={id} href={links.subject(action.subject_type, id)} room={60} />)],
    ['Its name then', given(action.subject_label, (label) => <SafeText text={label} />)],
    ['Outcome', <OutcomeMark key="outcome" outcome={action.outcome} />],
    ['Organisation', given(action.org_id, (org) => <Identifier text={org} href={links.only('org', org)} room={60} />)],
    ['Request', given(action.request_id, (id) => <Identifier text={id} href={links.only('request', id)} room={60} />)],
    ['Trace', given(action.trace_id, (id) => <Identifier text={id} href={links.only('trace', id)} room={60} />)],
    ['Feature', given(action.feature, (feature) => <Identifier text={feature} href={links.only('feature', feature)} />)],
    ['Surface', given(action.surface, (surface) => <Identifier text={surface} href={links.only('surface', surface)} />)],
    ['Source', <Identifier key="source" text={action.source} href={links.only('source', action.source)} room={60} />],
    ['Event', <Identifier key="event" text={action.event_id} room={60} />],
    ['Reference', <Identifier key="ref" text={action.ref} room={60} />],
    ['Import', given(action.import_id, (id) => <Identifier text={id} href={links.only('import', id)} />)],
    ['Flags', given(action.flags.join(', ') || null, (flags) => <SafeText text={flags} />)],
  ];
  return <Fields fields={fields} absent="Not recorded" />;
}

function given(value: string | null, show: (value: string) => ReactNode): ReactNode {
  return value === null ? null : show(value);
}
