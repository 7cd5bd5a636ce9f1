import { Caveats } from '@/components/issues';
import { SafeText } from '@/components/text';
import type { CostReading, ToldLedger } from '@/lib/ledger';
import { formatTime } from '@/lib/time';
import styles from './blind-spots.module.css';
import { costNames } from './cost-words';
import { counted } from './names';

type BlindSpotsProps = Pick<ToldLedger, 'coverage' | 'costs' | 'costsAsOf' | 'caveats' | 'untagged'> & {
  zone: string;
  isNarrowed: boolean;
};

/** What the ledger could not see, in words, before anybody decides by it. */
export function BlindSpots({ coverage, costs, costsAsOf, caveats, untagged, zone, isNarrowed }: BlindSpotsProps) {
  const { events, with_feature: tagged, with_user: named, bots = 0 } = coverage;
  return (
    <div className={styles.spots}>
      <Caveats caveats={caveats} />
      <ul>
        {events > tagged && (
          <li>
            {counted(events - tagged, 'event carries', 'events carry')} no feature, of {events.toLocaleString('en')}
            {untagged && untagged.users > 0 && `, by ${counted(untagged.users, 'person', 'people')}`}: they count for none.
          </li>
        )}
        {events > named && (
          <li>{counted(events - named, 'event names', 'events name')} nobody: they are counted, and their people are not.</li>
        )}
        {bots > 0 && <li>{counted(bots, 'event of a known bot is', 'events of known bots are')} left out.</li>}
        {unknownIn(costs).map(({ why, parts }) => (
          <li key={why}>
            {parts.join(', ')}: unknown, not zero, because <SafeText text={why} room={200} />.
          </li>
        ))}
        {costs.flatMap(({ part, reading }) =>
          reading.caveats.map(({ why }) => (
            <li key={`${part} ${why}`}>
              {costNames[part]}: <SafeText text={why} room={200} />.
            </li>
          )),
        )}
        <li>People whose browsers keep product analytics away are not counted.</li>
        {isNarrowed && <li>Costs are those of each feature as a whole, whatever was asked of its use.</li>}
        <li>
          Costs were counted at {formatTime(costsAsOf, zone).slice(0, 16)}; changes to code in whole months, actions by hand without those
          of programs.
        </li>
      </ul>
    </div>
  );
}

/** Parts that share a reason are told together. */
function unknownIn(costs: readonly CostReading[]): readonly { why: string; parts: readonly string[] }[] {
  const untold = costs.filter(({ reading }) => reading.verdict !== 'found' && reading.verdict !== 'none');
  const whys = [...new Set(untold.map(({ reading }) => reading.why ?? reading.verdict))];
  return whys.map((why) => ({
    why,
    parts: untold.filter(({ reading }) => (reading.why ?? reading.verdict) === why).map(({ part }) => costNames[part]),
  }));
}
