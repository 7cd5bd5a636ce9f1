import { type Here, hrefFrom } from './here';
import styles from './theme-switch.module.css';

const themes = [
  { value: 'system', name: 'Auto' },
  { value: 'light', name: 'Light' },
  { value: 'dark', name: 'Dark' },
];

/** A form, so that the answer can already carry the chosen colours: no script, no flash. */
export function ThemeSwitch({ here }: { here: Here }) {
  return (
    <form className={styles.themes} method="post" action="/api/theme" aria-label="Colours">
      <input type="hidden" name="back" value={hrefFrom(here)} />
      {themes.map((theme) => (
        <button key={theme.value} type="submit" name="theme" value={theme.value} data-quiet data-theme-choice={theme.value}>
          {theme.name}
        </button>
      ))}
    </form>
  );
}
