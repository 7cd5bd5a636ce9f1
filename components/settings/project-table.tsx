import { FormNotice } from '@/components/form';
import { Empty } from '@/components/state';
import { TimeCell } from '@/components/text';
import type { ProjectKey } from '@/lib/accounts';
import type { Notice } from '@/lib/auth';
import styles from './settings.module.css';

interface PrintedKey extends ProjectKey {
  readonly dsn: string;
  readonly token: string;
}

interface ProjectTableProps {
  keys: readonly PrintedKey[];
  /** Where SDKs of PostHog send to. */
  host: string;
  /** Why something that is sent here is refused at the moment. */
  elsewhere: readonly string[];
  zone: string;
  notice: Notice | null;
}

/** Each project with where its SDKs send to. Revoked ones stay, so that it is known what a 401 is about. */
export function ProjectTable({ keys, host, elsewhere, zone, notice }: ProjectTableProps) {
  return (
    <div className={styles.room}>
      {notice ? <FormNotice {...notice} /> : null}
      {elsewhere.length > 0 && (
        <p className={styles.problem} role="status">
          As it is set up, {elsewhere.join(', and ')}: what SDKs send of it here is refused, with that answer.
        </p>
      )}
      {keys.length === 0 ? (
        <Empty title="No project sends anything yet">
          <p>An SDK of Sentry is given a DSN, an SDK of PostHog a project key and the host {host}. Make both below.</p>
        </Empty>
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Project</th>
              <th scope="col">Organisation</th>
              <th scope="col">Sent by</th>
              <th scope="col">DSN, for Sentry’s SDKs</th>
              <th scope="col">Project key, for PostHog’s</th>
              <th scope="col">Created</th>
              <th scope="col">
                <span className="visually-hidden">Revoke</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => (
              <ProjectLine key={key.id} of={key} zone={zone} />
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function ProjectLine({ of: { id, project, orgId, trust, dsn, token, createdAt, revokedAt }, zone }: { of: PrintedKey; zone: string }) {
  return (
    <tr className={revokedAt === null ? undefined : styles.ended}>
      <th scope="row">
        <bdi>{project}</bdi>
      </th>
      <td data-label="Organisation">{orgId === null ? trust === 'server' ? 'as events say' : 'none' : <bdi>{orgId}</bdi>}</td>
      <td data-label="Sent by">{trust === 'server' ? 'servers' : 'browsers too'}</td>
      <Secret label="DSN" text={dsn} isOver={revokedAt !== null} />
      <Secret label="Project key" text={token} isOver={revokedAt !== null} />
      <td data-label="Created">
        <TimeCell time={createdAt} zone={zone} />
      </td>
      <td>
        {revokedAt === null ? (
          <form method="post" action="/api/projects/revoke">
            <input type="hidden" name="form" value="revoke" />
            <input type="hidden" name="id" value={id} />
            <button type="submit" data-quiet>
              Revoke{' '}
              <span className="visually-hidden">
                the DSN {id} of {project}
              </span>
            </button>
          </form>
        ) : (
          <>
            revoked <TimeCell time={revokedAt} zone={zone} />
          </>
        )}
      </td>
    </tr>
  );
}

function Secret({ label, text, isOver }: { label: string; text: string; isOver: boolean }) {
  return (
    <td data-label={label} className={styles.secret}>
      <div>
        <code>{text}</code>
        {!isOver && (
          <button type="button" data-copy={text} data-quiet>
            Copy
          </button>
        )}
      </div>
    </td>
  );
}
