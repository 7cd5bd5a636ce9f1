import { now } from '@/app/now';
import { PrintNote } from '@/components/audit';
import { CopyBar } from '@/components/copy';
import type { Viewer } from '@/lib/viewer';
import type { Copies, ListCopies } from './copies';

interface TakenAwayProps {
  viewer: Viewer;
  zone: string;
  copies: Copies | ListCopies;
}

/** How a screen leaves the screen: copied as text, or printed. */
export function TakenAway({ viewer, zone, copies }: TakenAwayProps) {
  const { markdown, link, curl, file } = copies;
  const list = 'count' in copies ? { query: copies.query, count: copies.count } : {};
  return (
    <>
      <CopyBar markdown={markdown} link={link} curl={curl} file={file ?? null} />
      <PrintNote who={viewer.label} at={now()} zone={zone} link={link} {...list} />
    </>
  );
}
