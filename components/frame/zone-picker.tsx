import { zoneWords } from '@/lib/time';
import { type Here, hrefFrom } from './here';
import styles from './zone-picker.module.css';

/**
 * Names the zone and changes it. The answer leads back to the same address with the zone in it, so that a mailed link tells the
 * same times, and remembers it for addresses that name none.
 */
export function ZonePicker({ here, zone }: { here: Here; zone: string }) {
  return (
    <details className={styles.picker} data-closes>
      <summary>
        Times in <strong>{zoneWords(zone)}</strong>
      </summary>
      <form className={styles.panel} method="post" action="/api/zone">
        <input type="hidden" name="back" value={hrefFrom(here)} />
        <label htmlFor="zone">Time zone</label>
        <input id="zone" name="tz" defaultValue={zone} list="zones" autoComplete="off" spellCheck={false} data-zones />
        <datalist id="zones">
          {commonZones.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
        <button type="submit">Show times there</button>
        <button type="submit" name="zone" value="UTC" hidden={zone === 'UTC'} data-quiet data-suggests-zone>
          UTC
        </button>
        <p className={styles.note}>Kept in this browser, for addresses that name no zone.</p>
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
