import { Failed } from '@/components/state';
import { Section } from '@/components/table';
import { Fields } from '@/components/table/fields';
import { SafeText } from '@/components/text';
import type { Abilities, RemoteIssues } from '@/lib/issues';
import { formatTimeInFull } from '@/lib/time';
import styles from './settings.module.css';

/** The Sentry in which issues are looked up, whether it answers now, and what it was found to be able to. */
export function RemoteIssuesReport({ remote, zone }: { remote: RemoteIssues; zone: string }) {
  const { where, organisation, projects, environments, orgTag, sampled, restsSince, why, abilities } = remote;
  return (
    <Section
      title="Errors in Sentry"
      note={
        <code>
          <SafeText text={`${where}/${organisation}`} />
        </code>
      }
    >
      <div className={styles.told}>
        {why === null ? (
          <p>Issues are looked up there. It answered just now. Nothing is ever written to it.</p>
        ) : (
          <Failed title="Sentry does not answer">
            <p>
              {why}
              {restsSince !== null && ` It is left alone since ${formatTimeInFull(restsSince, zone)}, for half a minute at a time.`}
            </p>
            <p>
              What it answered before is shown with its age, lists say that it does not answer, and a dossier counts issues as unavailable.
            </p>
          </Failed>
        )}
        {orgTag === null && <p>It names no tag for organisations (org_tag): only who may see all organisations sees its errors.</p>}
      </div>
      <Fields
        fields={[
          ['Projects asked', projects.length === 0 ? 'All that its token sees' : projects.join(', ')],
          ['Environments asked', environments.length === 0 ? 'All' : environments.join(', ')],
          ['Tag of organisations', orgTag],
          ['Share of traces kept', sampled === null ? null : `${Math.round(sampled * 1_000) / 10} %`],
          ...abilityFields(abilities, { orgTag, zone }),
        ]}
        absent="Not known"
      />
    </Section>
  );
}

/** Tags by which errors are found from elsewhere; without the first, no request is. */
const joins = ['request_id', 'session_id', 'feature', 'surface'];

function abilityFields(abilities: Abilities | null, { orgTag, zone }: { orgTag: string | null; zone: string }) {
  const { projects, environments, events, traces, replays, tags, asked_at: at } = abilities ?? unknown;
  const wanted = orgTag === null ? joins : [...joins, orgTag];
  const missing = tags === null ? [] : wanted.filter((key) => !tags.includes(key));
  const carried = tags === null ? null : missing.length === 0 ? wanted.join(', ') : `all but ${missing.join(', ')}`;
  const rows: readonly (readonly [string, string | null])[] = [
    ['Projects there', projects && String(projects.length)],
    ['Environments there', environments && String(environments.length)],
    ['Finds errors by an ID', answerOf(events)],
    ['Knows traces', answerOf(traces)],
    ['Knows replays', answerOf(replays)],
    [`Tags of the last fortnight (${wanted.join(', ')})`, carried],
    ['Looked at', at === null ? null : formatTimeInFull(at, zone)],
  ];
  return rows;
}

const unknown = { projects: null, environments: null, events: null, traces: null, replays: null, tags: null, asked_at: null };

function answerOf(ability: boolean | null): string | null {
  return ability === null ? null : ability ? 'Yes' : 'No';
}
