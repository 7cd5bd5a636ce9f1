import { assertMay, type Viewer } from '@/lib/viewer';

/** What is kept and what goes is about every organisation: who sees some of them decides nothing of it. @throws {AppError} `not-permitted` */
export function assertManages(viewer: Viewer): void {
  assertMay(viewer, 'retention:manage');
  assertMay(viewer, 'org:*');
}
