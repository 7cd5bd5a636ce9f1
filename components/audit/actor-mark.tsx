import { type ActorKind, actorKind } from '@/lib/sentence';
import styles from './actor-mark.module.css';

const words: Record<ActorKind, string> = { system: 'system', token: 'token', agent: 'agent' };

/** Tells programs from people by a word. People, who are most, stay unmarked. */
export function ActorMark({ type }: { type: string | null }) {
  const kind = actorKind(type);
  if (!kind) return null;
  return (
    <>
      {' '}
      <span className={styles.mark} data-kind={kind}>
        {words[kind]}
      </span>
    </>
  );
}
