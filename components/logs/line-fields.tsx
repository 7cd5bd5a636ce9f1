import type { ReactNode } from 'react';
import { Fields } from '@/components/table/fields';
import { Identifier, SafeText, TimeCell } from '@/components/text';
import { type CommonParams, type LineKey, linesHref, lineTerm } from '@/lib/address';
import type { LineDetail } from '@/lib/logs';
import { LevelMark } from './level-mark';

interface LineFieldsProps {
  line: LineDetail;
  params: CommonParams;
}

/** Every field of a line under its name; each value leads to the lines that share it. */
export function LineFields({ line, params: { zone, data } }: LineFieldsProps) {
  const only = (key: LineKey, value: string | null): ReactNode =>
    value === null ? null : (
      <Identifier text={value} href={linesHref({ zone, data, filter: { terms: [lineTerm(key, value)] } })} room={60} />
    );
  const fields: readonly (readonly [string, ReactNode])[] = [
    ['Written', <TimeCell key="time" time={line.time} zone={zone} />],
    ['Arrived', <TimeCell key="recorded" time={line.recorded_at} zone={zone} />],
    ['Level', line.level && <LevelMark key="level" level={line.level} />],
    ['Service', only('service', line.service)],
    ['Request', only('request', line.request_id)],
    ['Trace', only('trace', line.trace_id)],
    ['Span', line.span_id && <Identifier key="span" text={line.span_id} room={60} />],
    ['User', only('user', line.user_id)],
    ['Organisation', only('org', line.org_id)],
    ['Session', only('session', line.session_id)],
    ['Method', only('method', line.method)],
    ['Route', only('route', line.route)],
    ['Status', only('status', line.status === null ? null : String(line.status))],
    ['Duration', line.duration_ms === null ? null : `${line.duration_ms.toLocaleString('en')} ms`],
    ['Feature', only('feature', line.feature)],
    ['Surface', only('surface', line.surface)],
    ['Source', only('source', line.source)],
    ['Flags', line.flags.length === 0 ? null : <SafeText key="flags" text={line.flags.join(', ')} />],
  ];
  return <Fields fields={fields} absent="Not logged" />;
}
