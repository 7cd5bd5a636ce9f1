import { SafeText } from '@/components/text';
import type { Action } from '@/lib/audit';
import { type Known, type Part, sentenceOf } from '@/lib/sentence';
import { visibleText } from '@/lib/visible-text';
import { ActorMark } from './actor-mark';
import type { Links } from './links';
import styles from './sentence.module.css';

interface SentenceProps {
  action: Action;
  known: Known;
  links: Links;
}

/** Who did what to what, with the ways to each of them. */
export function Sentence({ action, known, links }: SentenceProps) {
  return sentenceOf(action, known).map((part, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence never change places
    <SentencePart key={at} part={part} action={action} links={links} />
  ));
}

/** Characters of a value, and of a name, that stand in a sentence. */
const room = { value: 80, name: 60 };

function SentencePart({ part: { kind, text }, action, links }: { part: Part } & Omit<SentenceProps, 'known'>) {
  switch (kind) {
    case 'words':
      return <SafeText text={text} />;
    case 'value':
      return (
        <span className={styles.value}>
          <SafeText text={text} room={room.value} />
        </span>
      );
    case 'actor':
      return (
        <>
          <Named id={action.actor_id} text={text} hrefOf={links.actor} />
          <ActorMark type={action.actor_type} />
        </>
      );
    case 'as':
      return <Named id={action.on_behalf_of} text={text} hrefOf={links.actor} />;
    case 'subject':
      return <Named id={action.subject_id} text={text} hrefOf={(id) => links.subject(action.subject_type, id)} />;
  }
}

function Named({ id, text, hrefOf }: { id: string | null; text: string; hrefOf: (id: string) => string }) {
  const shown = <SafeText text={text} room={room.name} />;
  if (id === null) return shown;
  return (
    <a className={text === id ? styles.value : undefined} href={hrefOf(id)} title={visibleText(id)} data-copy={id}>
      {shown}
    </a>
  );
}
