import { SafeText } from '@/components/text';
import styles from './hops.module.css';

/** Where else to look. */
export function Related({ links }: { links: readonly { readonly words: string; readonly href: string }[] }) {
  if (links.length === 0) return null;
  return (
    <ul className={styles.related} aria-label="Around it">
      {links.map(({ words, href }) => (
        <li key={href}>
          <a href={href}>
            <SafeText text={words} room={80} />
          </a>
        </li>
      ))}
    </ul>
  );
}
