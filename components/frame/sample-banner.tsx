import { may, type Viewer } from '@/lib/viewer';
import styles from './sample-banner.module.css';

/** Nobody may take the sample for the truth, so it says so on every screen. */
export function SampleBanner({ viewer }: { viewer: Viewer }) {
  return (
    <aside className={styles.banner} aria-label="Sample data">
      <p>
        <strong>Sample data</strong> of a fictional company, to look around with. It is never mixed with yours.
      </p>
      {may(viewer, 'settings:manage') && (
        <form method="post" action="/api/sample/remove">
          <button type="submit" data-quiet>
            Remove the sample
          </button>
        </form>
      )}
    </aside>
  );
}
