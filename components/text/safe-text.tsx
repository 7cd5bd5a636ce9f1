import { hasLookAlikes, isPlain, visiblePieces } from '@/lib/visible-text';
import styles from './safe-text.module.css';
import { shortened } from './shortened';

interface SafeTextProps {
  text: string;
  /** Characters shown at most, the middle left out. All when absent. */
  room?: number;
}

/**
 * Text that somebody else wrote, so that it cannot pretend: control, zero-width and direction characters are shown as
 * their names, and its direction ends where it ends.
 */
export function SafeText({ text, room }: SafeTextProps) {
  const shown = room === undefined ? text : shortened(text, room);
  if (isPlain(shown)) return shown;
  return (
    <bdi className={styles.text}>
      {visiblePieces(shown).map((piece, at) =>
        piece.kind === 'plain' ? (
          piece.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never change places
          <bdi key={at} dir="ltr" className={styles.escape} title={piece.name}>
            {piece.text}
          </bdi>
        ),
      )}
      {hasLookAlikes(text) && (
        <span className={styles.mixed} title="Holds letters that pass for others">
          mixed letters
        </span>
      )}
    </bdi>
  );
}
