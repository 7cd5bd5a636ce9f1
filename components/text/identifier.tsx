import { visibleText } from '@/lib/visible-text';
import styles from './identifier.module.css';
import { SafeText } from './safe-text';
import { shortened } from './shortened';

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
  const whole = shortened(text, room) === text ? null : visibleText(text);
  // Said once where it can be: an empty data-copy copies the title, and paper shows the title of an empty data-whole.
  const told = { 'data-copy': whole === text ? '' : text, ...(whole !== null && { title: whole, 'data-whole': '' }) };
  return href ? (
    <a className={styles.chip} href={href} {...told}>
      {shown}
    </a>
  ) : (
    <button type="button" className={styles.chip} {...told} data-quiet>
      {shown}
    </button>
  );
}
