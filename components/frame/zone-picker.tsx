import { zoneWords } from '@/lib/time';
import { definedEntries, type Here, hrefFrom } from './here';
import styles from './zone-picker.module.css';

/** Names the zone and changes it. A GET form: the zone is part of the address, so a mailed link tells the same times. */
export function ZonePicker({ here, zone }: { here: Here; zone: string }) {
  return (
    <details className={styles.picker} data-closes>
      <summary>
        Times in <strong>{zoneWords(zone)}</strong>
      </summary>
      <form className={styles.panel} action={here.path}>
        {definedEntries({ ...here.params, tz: undefined }).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <label htmlFor="zone">Time zone</label>
        <input id="zone" name="tz" defaultValue={zone} list="zones" autoComplete="off" spellCheck={false} data-zones />
        <datalist id="zones">
          {commonZones.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <button type="submit">Show times there</button>
        <a href={hrefFrom(here, { tz: 'UTC' })} hidden={zone === 'UTC'} data-suggests-zone>
          UTC
        </a>
      </form>
    </details>
  );
}

/** Enough without script; with script the field offers every zone that the browser knows. */
const commonZones = [
  'UTC',
  'America/Los_Angeles',
  'America/New_York',
  'America/Sao_Paulo',
  'Europe/London',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Asia/Shanghai',
  'Asia/Tokyo',
  'Australia/Sydney',
];
