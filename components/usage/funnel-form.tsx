import { SafeText } from '@/components/text';
import { type FeatureAddress, featureHref } from '@/lib/address';
import type { FeatureDetail } from '@/lib/usage';
import styles from './funnel-form.module.css';
import { counted } from './names';

interface FunnelFormProps {
  address: FeatureAddress;
  events: FeatureDetail['events_by_name'];
  /** Null where nothing was asked. */
  found: { readonly first: number; readonly second: number } | null;
}

/** Of those who did one thing, how many did another afterwards. A GET form. */
export function FunnelForm({ address, events, found }: FunnelFormProps) {
  const { first, second, within } = address;
  const kept = new URLSearchParams(featureHref({ ...address, first: null, second: null, within: 7 }).split('?')[1] ?? '');
  return (
    <div className={styles.funnel}>
      <form action="/usage/feature">
        {[...kept].map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <EventSelect name="first" label="Of those who did" events={events} chosen={first} />
        <EventSelect name="second" label="how many did" events={events} chosen={second ?? events[1]?.event ?? null} />
        <label>
          within <input type="number" name="within" min={1} max={90} defaultValue={within} /> days?
        </label>
        <button type="submit">Count</button>
      </form>
      {found && first !== null && second !== null && (
        <p role="status">
          {counted(found.first, 'person', 'people')} did <SafeText text={first} room={60} />;{' '}
          {found.first === 0 ? '' : `${Math.round((100 * found.second) / found.first)} % of them, `}
          {counted(found.second, 'person', 'people')}, did <SafeText text={second} room={60} /> within {counted(within, 'day', 'days')}.
        </p>
      )}
    </div>
  );
}

interface EventSelectProps {
  name: string;
  label: string;
  events: FeatureDetail['events_by_name'];
  chosen: string | null;
}

function EventSelect({ name, label, events, chosen }: EventSelectProps) {
  const names = [...new Set([...(chosen === null ? [] : [chosen]), ...events.map(({ event }) => event)])];
  return (
    <label>
      {label}{' '}
      <select name={name} defaultValue={chosen ?? undefined}>
        {names.map((event) => (
          <option key={event} value={event}>
            {event}
          </option>
        ))}
      </select>
    </label>
  );
}
