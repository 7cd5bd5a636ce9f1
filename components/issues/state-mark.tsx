import { SafeText } from '@/components/text';
import type { Issue } from '@/lib/issues';
import styles from './state-mark.module.css';

const shapes: Readonly<Record<string, string>> = { new: '●', regressed: '↺', escalating: '↑', resolved: '✓', ignored: '–' };

/** Where an issue stands, as a word and a shape: what is neither new nor back again goes on, and says nothing. */
export function StateMark({ issue: { status, substatus } }: { issue: Pick<Issue, 'status' | 'substatus'> }) {
  const state = status !== 'unresolved' ? status : substatus === 'ongoing' ? null : substatus;
  if (state === null) return null;
  return (
    <span className={styles.mark} data-state={state}>
      <span aria-hidden="true">{shapes[state] ?? '·'}</span> <SafeText text={state.replaceAll('_', ' ')} room={32} />
    </span>
  );
}

/** What came by a public key alone: anybody could have sent it. */
export function TrustMark({ trust }: Pick<Issue, 'trust'>) {
  return trust === 'client' ? <span className={styles.trust}>reported by the browser</span> : null;
}
