import { Packed } from '@/components/packed';
import { SafeText } from '@/components/text';
import type { JsonNode } from '@/lib/audit';
import styles from './json-view.module.css';

interface JsonViewProps {
  /** Null when the text could not be read as JSON: then it is shown as it is. */
  tree: JsonNode | null;
  text: string;
  /** Where the whole text can be fetched. */
  href: string;
}

const largestShown = 256 * 1024;

/** What the source recorded, digit for digit, as a tree that folds. */
export function JsonView({ tree, text, href }: JsonViewProps) {
  if (text.length > largestShown) {
    return (
      <p>
        {Math.round(text.length / 1024).toLocaleString('en')} KB, too much for a page. <a href={href}>Download it</a>.
      </p>
    );
  }
  return (
    <Packed>
      <div className={styles.json}>{tree ? <Node node={tree} depth={0} /> : <SafeText text={text} />}</div>
    </Packed>
  );
}

/** Levels that start unfolded, and sizes that start folded all the same. */
const openLevels = 2;
const manyMembers = 40;

function Node({ node, name, depth }: { node: JsonNode; name?: string | number; depth: number }) {
  if (node.kind === 'object' || node.kind === 'array') return <Branch node={node} name={name} depth={depth} />;
  return (
    <div className={styles.leaf}>
      <Name name={name} />
      <Leaf node={node} />
    </div>
  );
}

type BranchNode = JsonNode & { kind: 'object' | 'array' };

function Branch({ node, name, depth }: { node: BranchNode; name: string | number | undefined; depth: number }) {
  const members: readonly (readonly [string | number, JsonNode])[] =
    node.kind === 'object' ? node.entries : node.items.map((item, at) => [at, item] as const);
  if (members.length === 0) {
    return (
      <div className={styles.leaf}>
        <Name name={name} />
        <span className={styles.size}>{node.kind === 'object' ? '{} no members' : '[] no elements'}</span>
      </div>
    );
  }
  const children = members.map(([key, value]) => <Node key={key} node={value} name={key} depth={depth + 1} />);
  if (depth === 0) return <div>{children}</div>;
  return (
    <details className={styles.branch} open={depth <= openLevels && members.length <= manyMembers}>
      <summary>
        <Name name={name} />
        <span className={styles.size}>
          {node.kind === 'object' ? `{${members.length}}` : `[${members.length}]`} <Preview node={node} />
        </span>
      </summary>
      <div className={styles.members}>{children}</div>
    </details>
  );
}

function Preview({ node }: { node: BranchNode }) {
  return (
    <span className={styles.preview}>
      <SafeText text={node.text.slice(0, 80)} />
    </span>
  );
}

function Name({ name }: { name: string | number | undefined }) {
  if (name === undefined) return null;
  return (
    <>
      <span className={styles.name}>
        <SafeText text={String(name)} room={120} />
      </span>{' '}
    </>
  );
}

const longText = 300;

function Leaf({ node }: { node: Exclude<JsonNode, BranchNode> }) {
  const shown = node.kind === 'string' ? node.value : node.text;
  if (shown.length <= longText) {
    return (
      <span className={styles.value} data-kind={node.kind}>
        <SafeText text={shown} />
      </span>
    );
  }
  return (
    <details className={styles.long}>
      <summary>
        <SafeText text={shown.slice(0, longText)} />… <span className={styles.size}>{shown.length.toLocaleString('en')} characters</span>
      </summary>
      <SafeText text={shown.slice(longText)} />
    </details>
  );
}
