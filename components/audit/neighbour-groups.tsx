import { Packed } from '@/components/packed';
import { Columns } from '@/components/table/columns';
import { SafeText } from '@/components/text';
import { auditHref, type CommonParams, type Filter } from '@/lib/address';
import type { Action, SourceReading } from '@/lib/audit';
import { deedText } from '@/lib/sentence';
import { durationWords, microsBetween } from '@/lib/time';
import { ActorCell } from './actor-cell';
import { type Links, linksFrom } from './links';
import { namesIn } from './names';
import styles from './neighbour-groups.module.css';
import { SourceNotes } from './source-notes';

/** Rows around an action, each stretch in the order of time. */
export interface Neighbours {
  readonly whose: 'actor' | 'subject' | 'any';
  readonly before: readonly Action[];
  /** At the very same moment, by the clock of the source. */
  readonly same: readonly Action[];
  readonly after: readonly Action[];
  /** What other teams' tables said; rows of one that gave no answer are missing. */
  readonly sources: readonly SourceReading[];
  /** What lists that time. */
  readonly around: Filter;
}

const titles = { actor: 'By the same actor', subject: 'To the same subject', any: 'Anywhere' };

/** What happened around an action, from the narrowest view to the widest. */
export function NeighbourGroups({ action, groups, params }: { action: Action; groups: readonly Neighbours[]; params: CommonParams }) {
  const links = linksFrom(params);
  const sources = new Map(groups.flatMap((group) => group.sources.map((source) => [source.name, source] as const)));
  return (
    <>
      <SourceNotes sources={[...sources.values()]} zone={params.zone} />
      <Packed>
        <Columns>
          {groups.map((group) => (
            <section key={group.whose} className={styles.group} aria-label={titles[group.whose]}>
              <h3>
                {titles[group.whose]} <a href={auditHref({ ...params, filter: group.around })}>as a list</a>
              </h3>
              <Steps action={action} group={group} links={links} />
            </section>
          ))}
        </Columns>
      </Packed>
    </>
  );
}

function Steps({ action, group, links }: { action: Action; group: Neighbours; links: Links }) {
  const { before, same, after, whose } = group;
  const names = namesIn([...after.toReversed(), ...same, action, ...before.toReversed()]);
  const step = (other: Action) => (
    <li key={other.ref}>
      <span className={styles.distance}>{distanceWords(action, other)}</span>
      <span className={styles.deed}>
        <a href={links.action(other)} title={deedText(other)}>
          <SafeText text={whose === 'subject' ? other.action : deedText(other)} room={80} />
        </a>
        {whose !== 'actor' && (
          <span className={styles.by}>
            {' '}
            by <ActorCell action={other} links={links} names={names} />
          </span>
        )}
      </span>
    </li>
  );
  return (
    <ol className={styles.steps}>
      {before.length === 0 && <li className={styles.end}>Nothing before</li>}
      {before.map(step)}
      <li className={styles.here} aria-current="true">
        <span className={styles.distance}>now shown</span>
        <span className={styles.deed}>
          <SafeText text={whose === 'subject' ? action.action : deedText(action)} room={80} />
        </span>
      </li>
      {same.map(step)}
      {after.map(step)}
      {after.length === 0 && <li className={styles.end}>Nothing after</li>}
    </ol>
  );
}

/** "1.2 s before", "3 min 20 s after", "same moment" */
function distanceWords({ created_at: here }: Action, { created_at: there }: Action): string {
  const micros = microsBetween(here, there);
  if (micros === 0) return 'same moment';
  const distance = Math.abs(micros) < 1000 ? 'under 1 ms' : durationWords(Math.abs(micros) / 1000);
  return `${distance} ${micros < 0 ? 'before' : 'after'}`;
}
