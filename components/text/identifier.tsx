import styles from './identifier.module.css';
import { SafeText } from './safe-text';
import { visibleText } from './visible-text';

interface IdentifierProps {
  text: string;
  /** What it leads to; without it the chip copies itself. */
  href?: string;
  /** Characters shown before the middle is left out. */
  room?: number;
}

/** An ID as it is: monospace, shortened in the middle, whole on hover and in the copy. */
export function Identifier({ text, href, room = 28 }: IdentifierProps) {
  const shown = <SafeText text={text} room={room} />;
  return href ? (
    <a className={styles.chip} href={href} title={visibleText(text)} data-copy={text}>
      {shown}
    </a>
  ) : (
    <button type="button" className={styles.chip} title={visibleText(text)} data-copy={text} data-quiet>
      {shown}
    </button>
  );
}
