import { SafeText } from '@/components/text';
import type { ErrorEventDetail } from '@/lib/issues';
import styles from './stack.module.css';

type Exception = ErrorEventDetail['exceptions'][number];
type Frame = Exception['frames'][number];

const mostFrames = 8;

/** The exceptions in their order, each with the frames of its own code first; those of libraries fold. */
export function Stack({ exceptions }: Pick<ErrorEventDetail, 'exceptions'>) {
  if (exceptions.length === 0) return <p className={styles.none}>No exception was sent: the message is all there is.</p>;
  return (
    <ol className={styles.stack}>
      {exceptions.map((exception, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the exceptions of an event never change places
        <li key={at}>
          <h3>
            {at > 0 && <span className={styles.cause}>caused by </span>}
            <SafeText text={nameOf(exception)} room={600} />
          </h3>
          <Frames frames={exception.frames} />
        </li>
      ))}
    </ol>
  );
}

function nameOf({ type, value }: Exception): string {
  return [type, value].filter(Boolean).join(': ') || 'An exception without a name';
}

/** Where nothing is said to be one's own code, the place where it was thrown stands for it. */
function Frames({ frames }: { frames: readonly Frame[] }) {
  if (frames.length === 0) return <p className={styles.none}>No stack was sent with it.</p>;
  const own = frames.filter(({ in_app: isOwn }) => isOwn);
  const shown = (own.length > 0 ? own : frames).slice(0, mostFrames);
  return (
    <>
      <FrameList frames={shown} />
      {shown.length < frames.length && (
        <details>
          <summary>
            The whole stack: {frames.length} frames{own.length < frames.length && `, ${frames.length - own.length} of libraries`}
          </summary>
          <FrameList frames={frames} />
        </details>
      )}
    </>
  );
}

function FrameList({ frames }: { frames: readonly Frame[] }) {
  return (
    <ol className={styles.frames}>
      {frames.map((frame, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: frames repeat, and never change places
        <li key={at} data-own={frame.in_app || undefined}>
          <span className={styles.function}>
            <SafeText text={frame.function ?? '(no name)'} room={120} />
          </span>{' '}
          <span className={styles.place}>
            <SafeText text={placeOf(frame)} room={160} />
          </span>
          {frame.context !== null && (
            <code className={styles.context}>
              <SafeText text={frame.context.trim()} room={240} />
            </code>
          )}
        </li>
      ))}
    </ol>
  );
}

function placeOf({ filename, module, line, column }: Frame): string {
  return [filename ?? module ?? '', ...[line, column].filter((number) => number !== null)].join(':');
}
