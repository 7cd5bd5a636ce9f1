import { now } from '@/app/now';
import { PrintNote } from '@/components/audit';
import { CopyBar } from '@/components/copy';
import { ExportMenu } from '@/components/evidence';
import { Packed } from '@/components/packed';
import type { ExportQuestion } from '@/lib/address';
import { config } from '@/lib/config';
import { whyNoBundle } from '@/lib/export';
import { may, type Viewer } from '@/lib/viewer';
import type { Copies, ListCopies } from './copies';
import styles from './taken-away.module.css';

interface TakenAwayProps {
  viewer: Viewer;
  zone: string;
  copies: Copies | ListCopies;
  /** Of a list of actions: what it is all of. */
  question?: ExportQuestion;
}

/** How a screen leaves the screen: copied as text, printed, or all of its list as a file. */
export function TakenAway({ viewer, zone, copies, question }: TakenAwayProps) {
  const { markdown, link, curl, file } = copies;
  const list = 'count' in copies ? { query: copies.query, count: copies.count } : {};
  return (
    <Packed>
      <div className={styles.taken}>
        <CopyBar markdown={markdown} link={link} curl={curl} file={file ?? null} />
        {question && may(viewer, 'audit:export') && (
          <ExportMenu viewer={viewer} question={question} wantsReason={config().exports.wantReason} whyNoBundle={whyNoBundle(viewer)} />
        )}
        <PrintNote who={viewer.label} at={now()} zone={zone} link={link} {...list} />
      </div>
    </Packed>
  );
}
