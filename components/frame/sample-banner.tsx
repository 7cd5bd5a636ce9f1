import { may, type Viewer } from '@/lib/viewer';
import styles from './sample-banner.module.css';

interface SampleBannerProps {
  viewer: Viewer;
  /** The screen itself shows nothing of it. */
  isElsewhere: boolean;
}

/** Nobody may take the sample for the truth, nor the truth for the sample: every screen says which of them it shows. */
export function SampleBanner({ viewer, isElsewhere }: SampleBannerProps) {
  return (
    <aside className={styles.banner} aria-label="Sample data">
      <p>
        <strong>Sample data</strong> of a fictional company
        {isElsewhere
          ? ' fills the other screens. What stands on this one is real.'
          : ', to look around with. It is never mixed with yours.'}
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
