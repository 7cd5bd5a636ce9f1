import { Packed } from '@/components/packed';
import { choosable, columnNames, densities, type ListLook } from './columns';
import styles from './list-look.module.css';

/** A form, so that the answer already has the columns: no script, no flash. */
export function ListLookForm({ look, back }: { look: ListLook; back: string }) {
  return (
    <Packed>
      <details className={styles.look} data-closes>
        <summary>Columns and rows</summary>
        <form className={styles.panel} method="post" action="/api/list-look">
          <input type="hidden" name="back" value={back} />
          <fieldset>
            <legend>Columns</legend>
            {choosable.map((column) => (
              <label key={column} className={styles.choice}>
                <input type="checkbox" name="column" value={column} defaultChecked={!look.without.includes(column)} />
                {columnNames[column]}
              </label>
            ))}
          </fieldset>
          <fieldset>
            <legend>Rows</legend>
            {densities.map((density) => (
              <label key={density} className={styles.choice}>
                <input type="radio" name="density" value={density} defaultChecked={look.density === density} />
                {density === 'compact' ? 'Compact' : 'Comfortable'}
              </label>
            ))}
          </fieldset>
          <p className={styles.note}>
            Kept in this browser. A column that says nothing about a list, or has no room, stands aside by itself.
          </p>
          <button type="submit">Show lists so</button>
        </form>
      </details>
    </Packed>
  );
}
