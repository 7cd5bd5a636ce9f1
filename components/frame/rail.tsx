import { SafeText } from '@/components/text';
import type { Permission, Viewer } from '@/lib/viewer';
import { type Here, hrefFrom } from './here';
import styles from './rail.module.css';
import { ThemeSwitch } from './theme-switch';

interface Place {
  readonly name: string;
  readonly path: string;
  readonly needs: Permission;
}

const places: readonly Place[] = [
  { name: 'Today', path: '/', needs: 'audit:read' },
  { name: 'Audit', path: '/audit', needs: 'audit:read' },
  { name: 'Settings', path: '/settings', needs: 'settings:manage' },
];

export function Rail({ viewer, here }: { viewer: Viewer; here: Here }) {
  return (
    <header className={styles.rail}>
      <a className={styles.brand} href="/">
        Tracebook
      </a>
      <nav aria-label="Screens">
        <ul className={styles.places}>
          {places
            .filter((place) => viewer.permissions.has(place.needs))
            .map((place) => (
              <li key={place.path}>
                <a className={styles.place} href={hrefTo(place, here)} aria-current={isHere(place, here) ? 'page' : undefined}>
                  {place.name}
                </a>
              </li>
            ))}
        </ul>
      </nav>
      <div className={styles.foot}>
        <button type="button" className={styles.keys} data-opens="keys" aria-keyshortcuts="?">
          Keys <kbd>?</kbd>
        </button>
        <details className={styles.person} data-closes>
          <summary>
            <SafeText text={viewer.label} room={24} />
          </summary>
          <div className={styles.menu}>
            <ThemeSwitch here={here} />
            <form method="post" action="/api/auth/signout">
              <button type="submit" data-quiet>
                Sign out
              </button>
            </form>
          </div>
        </details>
      </div>
    </header>
  );
}

/** The zone and the world go along, so that a look at another screen stays the same look. */
function hrefTo(place: Place, here: Here): string {
  return hrefFrom({ path: place.path, params: { tz: here.params.tz, data: here.params.data } });
}

function isHere(place: Place, here: Here): boolean {
  return place.path === '/' ? here.path === '/' : here.path === place.path || here.path.startsWith(`${place.path}/`);
}
