import { costParts, mostWeight, printFilter, type UsageParams, usualWeights, valueParts } from '@/lib/address';
import { costNames } from './cost-words';
import styles from './weights-form.module.css';

const valueNames = { people: 'People', orgs: 'Organisations', return: 'People who came again', events: 'Events' } as const;

interface WeightsFormProps {
  address: UsageParams;
  usualHref: string;
}

/** How much each part counts. A GET form: what was chosen stands in the address, to be mailed with it. */
export function WeightsForm({ address, usualHref }: WeightsFormProps) {
  const { filter, from, to, asof, sort, weights, zone, data } = address;
  const kept = { q: printFilter(filter), from, to, asof, sort: sort === 'earns' ? null : sort, tz: zone, data };
  const isUsual = Object.entries(weights).every(([part, weight]) => usualWeights[part as keyof typeof usualWeights] === weight);
  const groups = [
    { title: 'Value', parts: valueParts.map((part) => ({ part, name: valueNames[part] })) },
    { title: 'Cost', parts: costParts.map((part) => ({ part, name: costNames[part] })) },
  ];
  return (
    <details className={styles.weights} open={!isUsual}>
      <summary>Weights{isUsual ? '' : ' (changed)'}</summary>
      <form action="/usage">
        {Object.entries(kept).map(([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />)}
        {groups.map(({ title, parts }) => (
          <fieldset key={title}>
            <legend>{title}</legend>
            {parts.map(({ part, name }) => (
              <label key={part}>
                <input type="number" name={`w_${part}`} min={0} max={mostWeight} defaultValue={weights[part]} /> {name}
              </label>
            ))}
          </fieldset>
        ))}
        <p>
          <button type="submit">Weigh</button> {!isUsual && <a href={usualHref}>The usual weights</a>}
        </p>
        <p className={styles.note}>
          A score is the weighted mean of what a feature has of each part beside the feature that has most of it, on a logarithmic scale,
          from 0 to 100. What nobody can tell takes no part. Earns is value less cost.
        </p>
      </form>
    </details>
  );
}
