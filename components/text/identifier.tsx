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
  const whole = visibleText(text);
  const cut = shortened(text, room) === text ? undefined : whole;
  return href ? (
    <a className={styles.chip} href={href} title={whole} data-copy={text} data-whole={cut}>
      {shown}
    </a>
  ) : (
    <button type="button" className={styles.chip} title={whole} data-copy={text} data-whole={cut} data-quiet>
      {shown}
    </button>
  );
}
