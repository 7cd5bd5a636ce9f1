import styles from './identifier.module.css';
import { SafeText } from './safe-text';
import { shortened } from './shortened';
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
  const whole = shortened(text, room) === text ? {} : { title: visibleText(text), 'data-whole': visibleText(text) };
  return href ? (
    <a className={styles.chip} href={href} data-copy={text} {...whole}>
      {shown}
    </a>
  ) : (
    <button type="button" className={styles.chip} data-copy={text} {...whole} data-quiet>
      {shown}
    </button>
  );
}
