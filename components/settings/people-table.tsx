import { FormNotice, givenBack } from '@/components/form';
import { TimeCell } from '@/components/text';
import type { PersonRow } from '@/lib/accounts';
import type { Notice } from '@/lib/auth';
import { OrgsField } from './orgs-field';
import { RoleSelect, roleNames } from './role-select';
import styles from './settings.module.css';

interface PeopleTableProps {
  people: readonly PersonRow[];
  zone: string;
  notice: Notice | null;
}

export function PeopleTable({ people, zone, notice }: PeopleTableProps) {
  return (
    <div className={styles.room}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Role</th>
            <th scope="col">Organisations</th>
            <th scope="col">Open sessions</th>
            <th scope="col">Last signed in</th>
            <th scope="col">
              <span className="visually-hidden">Change</span>
            </th>
          </tr>
        </thead>
        {people.map((person) => (
          <PersonRows key={person.id} person={person} zone={zone} notice={notice?.form === person.id ? notice : null} />
        ))}
      </table>
    </div>
  );
}

/** A person, and below them what can be changed, which takes the table's whole width once it is asked for. */
function PersonRows({ person, zone, notice }: { person: PersonRow; zone: string; notice: Notice | null }) {
  return (
    <tbody className={styles.person}>
      <tr className={person.isDisabled ? styles.ended : undefined}>
        <th scope="row">
          <bdi>{person.name}</bdi>
          <bdi className={styles.email}>{person.email}</bdi>
        </th>
        <td data-label="Role">{person.isDisabled ? `${roleNames[person.role]}, disabled` : roleNames[person.role]}</td>
        <td data-label="Organisations">
          <bdi>{person.orgs.includes('*') ? 'all' : person.orgs.join(', ') || 'none'}</bdi>
        </td>
        <td data-label="Open sessions">{person.openSessions}</td>
        <td data-label="Last signed in">
          {person.lastSignedInAt === null ? 'never' : <TimeCell time={person.lastSignedInAt} zone={zone} />}
        </td>
        <td>
          <details className={styles.change} open={notice !== null}>
            <summary>
              Change <span className="visually-hidden">{person.name}</span>
            </summary>
          </details>
        </td>
      </tr>
      <tr className={styles.changes}>
        <td colSpan={6}>
          {notice && !notice.at ? <FormNotice {...notice} /> : null}
          <ChangeForm person={person} notice={notice} />
          <OtherChanges person={person} />
        </td>
      </tr>
    </tbody>
  );
}

function ChangeForm({ person, notice }: { person: PersonRow; notice: Notice | null }) {
  const field = givenBack(notice);
  const orgs = field('orgs');
  return (
    <form className={styles.form} method="post" action="/api/people/change">
      <PersonInputs person={person} />
      <RoleSelect id={`role-${person.id}`} value={field('role').defaultValue ?? person.role} />
      <OrgsField id={`orgs-${person.id}`} {...orgs} defaultValue={orgs.defaultValue ?? person.orgs.join(', ')} />
      <button type="submit">Save role and organisations</button>
    </form>
  );
}

function OtherChanges({ person }: { person: PersonRow }) {
  return (
    <form className={styles.others} method="post" action="/api/people/change">
      <PersonInputs person={person} />
      <button type="submit" formAction="/api/people/link" data-quiet>
        New sign-in link
      </button>
      <button type="submit" formAction="/api/people/end-sessions" disabled={person.openSessions === 0} data-quiet>
        End sessions
      </button>
      {person.isDisabled ? (
        <button type="submit" formAction="/api/people/enable" data-quiet>
          Enable
        </button>
      ) : (
        <button type="submit" formAction="/api/people/disable" data-quiet>
          Disable
        </button>
      )}
    </form>
  );
}

function PersonInputs({ person }: { person: PersonRow }) {
  return (
    <>
      <input type="hidden" name="form" value={person.id} />
      <input type="hidden" name="id" value={person.id} />
    </>
  );
}
