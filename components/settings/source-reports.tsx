import { CopyableLine, Empty } from '@/components/state';
import { Section } from '@/components/table';
import { SafeText } from '@/components/text';
import type { TableReport } from '@/lib/foreign-tables';
import styles from './settings.module.css';

/** Each table with whether it answers, what it gives, and what would make it quick. */
export function SourceReports({ reports }: { reports: readonly TableReport[] }) {
  if (reports.length === 0) {
    return (
      <Empty title="No table of another team is configured">
        <p>
          Tracebook can read audit tables that other teams keep in Postgres, and show their rows among yours. They are configured in the
          file that <code>TRACEBOOK_SOURCES</code> names.
        </p>
        <CopyableLine
          label="This proposes what to write there"
          line="npx tracebook audit-source check --url postgresql://… --table schema.table"
        />
      </Empty>
    );
  }
  return reports.map((report) => <Report key={report.name} report={report} />);
}

function Report({ report: { name, table, problem, detail, columns, hasOrgs, missingIndexes, milliseconds } }: { report: TableReport }) {
  return (
    <Section title={name} note={<code>{table}</code>}>
      <div className={styles.told}>
        {problem === null ? (
          <p>Answers, after {milliseconds} ms. Nothing is ever written to it.</p>
        ) : (
          <p role="alert" className={styles.problem}>
            <span aria-hidden="true">△ </span>Gives no answer: {problem}
            {detail !== null && (
              <>
                {' '}
                (<SafeText text={detail} />)
              </>
            )}
            . Lists say so, and show everything else.
          </p>
        )}
        {!hasOrgs && <p>It maps no organisation: only who may see all organisations sees its rows.</p>}
        {missingIndexes.length > 0 && (
          <CopyableLine label="What would make it quick; whoever owns the table may create it" line={missingIndexes.join('\n')} />
        )}
      </div>
      <table className={styles.mapping}>
        <caption className="visually-hidden">What {name} gives</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Column or expression</th>
            <th scope="col">Type</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <tr key={column.name}>
              <th scope="row">{column.name.startsWith('key_') ? 'key' : column.name}</th>
              <td>
                <code>
                  <SafeText text={column.expression} />
                </code>
              </td>
              <td>{column.type ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
