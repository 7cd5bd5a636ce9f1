import type { ReactNode } from 'react';
import { SafeText } from '@/components/text';
import type { Viewer } from '@/lib/viewer';
import type { Here } from './here';
import styles from './rail.module.css';
import { screensFor } from './screens';
import { ThemeSwitch } from './theme-switch';

interface RailProps {
  viewer: Viewer;
  here: Here;
  /** Beside the help with keys: the way to everything else. */
  opener: ReactNode;
}

export function Rail({ viewer, here, opener }: RailProps) {
  return (
    <header className={styles.rail}>
      <a className={styles.brand} href="/">
        Tracebook
      </a>
      <nav aria-label="Screens">
        <ul className={styles.places}>
          {screensFor(viewer, here)
            .filter(({ isMain }) => isMain)
            .map(({ name, path, href }) => (
              <li key={path}>
                <a className={styles.place} href={href} aria-current={isWithin(path, here) ? 'page' : undefined}>
                  {name}
                </a>
              </li>
            ))}
        </ul>
      </nav>
      <div className={styles.foot}>
        {opener}
        <button type="button" className={styles.keys} data-opens="keys" aria-keyshortcuts="?">
          Keys <kbd>?</kbd>
        </button>
        <details className={styles.person} data-closes>
          <summary>
            <SafeText text={viewer.label} room={24} />
          </summary>
          <div className={styles.menu}>
            <ThemeSwitch here={here} />
            <form method="post" action="/api/auth/signout" data-signs-out>
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

function isWithin(path: string, here: Here): boolean {
  return path === '/' ? here.path === '/' : here.path === path || here.path.startsWith(`${path}/`);
}
