import { Once, Packed } from '@/components/packed';
import { SafeText } from '@/components/text';
import { visibleText } from '@/lib/visible-text';
import styles from './ranking.module.css';

/** A value with its count, and where it leads. */
export interface Ranked {
  readonly name: string;
  readonly href: string | null;
  readonly count: number;
}

interface RankingProps {
  /** Most first. */
  rows: readonly Ranked[];
  caption: string;
  /** Of the names: "Who". */
  heading: string;
}

/** Who or what has most actions, in that order. */
export function Ranking(ranking: RankingProps) {
  return (
    <Packed>
      <table className={styles.ranking}>
        <Once of={JSON.stringify(['ranking', ranking])}>{() => <Ranks {...ranking} />}</Once>
      </table>
    </Packed>
  );
}

function Ranks({ rows, caption, heading }: RankingProps) {
  return (
    <>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col" data-column="name">
            {heading}
          </th>
          <th scope="col" data-column="count">
            Actions
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, href, count }) => (
          <tr key={href ?? name}>
            <td data-column="name">
              <Name name={name} href={href} />
            </td>
            <td data-column="count">{count.toLocaleString('en')}</td>
          </tr>
        ))}
      </tbody>
    </>
  );
}

function Name({ name, href }: Pick<Ranked, 'name' | 'href'>) {
  const shown = <SafeText text={name} room={36} />;
  return href ? (
    <a href={href} title={visibleText(name)}>
      {shown}
    </a>
  ) : (
    shown
  );
}
