import { CopyableLine, Empty } from '@/components/state';
import { Section } from '@/components/table';
import { SafeText, TimeCell } from '@/components/text';
import type { Hold } from '@/lib/retention';
import styles from './settings.module.css';

/** The legal holds that stand: what they are about neither goes nor is erased. */
export function HoldTable({ holds, zone }: { holds: readonly Hold[]; zone: string }) {
  return (
    <Section title="Legal holds" note="what they are about stays, whatever is said above">
      {holds.length === 0 ? (
        <Empty title="No legal hold stands">
          <p>One is placed on the server, about everything, or about a source, an organisation or a person:</p>
          <CopyableLine label="Place a hold" line={'npx tracebook hold place --reason "case 4" --person c_9'} />
        </Empty>
      ) : (
        <div className={styles.room}>
          <table className={styles.table}>
            <caption className="visually-hidden">Legal holds that stand, the newest first</caption>
            <thead>
              <tr>
                <th scope="col">Hold</th>
                <th scope="col">About</th>
                <th scope="col">Why</th>
                <th scope="col">Placed by</th>
                <th scope="col">Since</th>
              </tr>
            </thead>
            <tbody>
              {holds.map((hold) => (
                <tr key={hold.id}>
                  <th scope="row">{hold.id}</th>
                  <td data-label="About">
                    <About hold={hold} />
                  </td>
                  <td data-label="Why">
                    <SafeText text={hold.reason} room={200} />
                  </td>
                  <td data-label="Placed by">
                    <SafeText text={hold.placedBy} room={60} />
                  </td>
                  <td data-label="Since">
                    <TimeCell time={hold.placedAt} zone={zone} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <CopyableLine label="End a hold" line={`npx tracebook hold lift ${holds[0]?.id} --reason "closed"`} />
        </div>
      )}
    </Section>
  );
}

function About({ hold: { source, orgId, person } }: { hold: Hold }) {
  const parts = [
    ['source', source],
    ['organisation', orgId],
    ['person', person],
  ].filter(([, value]) => value !== null);
  if (parts.length === 0) return <>everything</>;
  return parts.map(([name, value], at) => (
    <span key={name}>
      {at > 0 && ', '}
      {name} <SafeText text={value ?? ''} room={60} />
    </span>
  ));
}
