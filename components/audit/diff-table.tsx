import { Packed } from '@/components/packed';
import { SafeText } from '@/components/text';
import type { Change, Diff, JsonText } from '@/lib/audit';
import { pathText } from '@/lib/sentence';
import styles from './diff-table.module.css';

/** What changed, element by element: where, before, after. What is gone is struck through, what is new underlined. */
export function DiffTable({ diff, caption }: { diff: Diff; caption: string }) {
  if (diff.isTooLarge) return <p className={styles.note}>Too large to be compared on a page: read it in the metadata.</p>;
  if (diff.changes.length === 0) return <p className={styles.note}>Before and after are the same.</p>;
  return (
    <Packed>
      <table className={styles.diff}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {diff.changes.map((change, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a path may be listed twice, and rows never change places
            <ChangeRow key={at} change={change} />
          ))}
        </tbody>
        {diff.more > 0 && (
          <tfoot>
            <tr>
              <td colSpan={3}>{diff.more.toLocaleString('en')} more changes are in the metadata.</td>
            </tr>
          </tfoot>
        )}
      </table>
    </Packed>
  );
}

function ChangeRow({ change }: { change: Change }) {
  return (
    <tr data-kind={change.kind}>
      <th scope="row">
        <span className={styles.path}>
          <SafeText text={pathText(change.path)} />
        </span>{' '}
        <span className={styles.kind}>{kindWords(change)}</span>
      </th>
      <td>{change.kind === 'moved' ? <span className={styles.absent}>place {change.from}</span> : <Before change={change} />}</td>
      <td>
        <After change={change} />
      </td>
    </tr>
  );
}

function Before({ change: { before, kind } }: { change: Change }) {
  if (!before) return <Absent words={kind === 'added' ? 'nothing' : 'not told'} />;
  return (
    <del>
      <Value value={before} />
    </del>
  );
}

function After({ change: { after, kind, path } }: { change: Change }) {
  if (!after) return <Absent words={kind === 'removed' ? 'nothing' : 'not told'} />;
  if (kind === 'moved') {
    return (
      <>
        <span className={styles.absent}>place {path.at(-1)}:</span> <Value value={after} />
      </>
    );
  }
  return (
    <ins>
      <Value value={after} />
    </ins>
  );
}

function Absent({ words }: { words: string }) {
  return <span className={styles.absent}>{words}</span>;
}

const longValue = 240;
const longestShown = 20_000;

/** The text as recorded; a long one shows its beginning and unfolds. */
function Value({ value: { text } }: { value: JsonText }) {
  if (text.length <= longValue) return <SafeText text={text} />;
  return (
    <details className={styles.long}>
      <summary>
        <SafeText text={text.slice(0, longValue)} />… <span className={styles.kind}>{text.length.toLocaleString('en')} characters</span>
      </summary>
      <SafeText text={text.slice(longValue, longestShown)} />
      {text.length > longestShown && ' …'}
    </details>
  );
}

function kindWords({ kind, before, after }: Change): string {
  if (kind === 'changed' && before && after && before.type !== after.type) return `${before.type} became ${after.type}`;
  return kind;
}
