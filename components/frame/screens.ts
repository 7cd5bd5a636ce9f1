import type { Permission, Viewer } from '@/lib/viewer';
import { type Here, hrefFrom } from './here';

/** A screen that stands for itself, and where it is in the zone and world of this page. */
export interface Screen {
  readonly name: string;
  readonly path: string;
  readonly href: string;
  /** In the rail; the others are reached from one of those, or gone to by name. */
  readonly isMain: boolean;
}

const screens: readonly (Omit<Screen, 'href'> & { readonly needs: Permission })[] = [
  { name: 'Today', path: '/', isMain: true, needs: 'audit:read' },
  { name: 'Audit', path: '/audit', isMain: true, needs: 'audit:read' },
  { name: 'Trace', path: '/trace', isMain: true, needs: 'audit:read' },
  { name: 'Logs', path: '/logs', isMain: true, needs: 'logs:read' },
  { name: 'Issues', path: '/issues', isMain: true, needs: 'issues:read' },
  { name: 'Usage', path: '/usage', isMain: true, needs: 'usage:read' },
  { name: 'Evidence', path: '/evidence', isMain: true, needs: 'evidence:read' },
  { name: 'Exports', path: '/evidence/exports', isMain: false, needs: 'audit:export' },
  { name: 'Settings', path: '/settings', isMain: true, needs: 'settings:manage' },
  { name: 'Settings: people', path: '/settings/people', isMain: false, needs: 'people:manage' },
  { name: 'Settings: tokens', path: '/settings/tokens', isMain: false, needs: 'tokens:manage' },
  { name: 'Settings: projects', path: '/settings/projects', isMain: false, needs: 'tokens:manage' },
  { name: 'Settings: logs', path: '/settings/logs', isMain: false, needs: 'metrics:read' },
  { name: 'Settings: retention', path: '/settings/retention', isMain: false, needs: 'retention:manage' },
  { name: 'Settings: sources', path: '/settings/sources', isMain: false, needs: 'settings:manage' },
];

/** Those that the viewer may see. The zone and the world go along, so that a look at another screen stays the same look. */
export function screensFor({ permissions }: Viewer, { params: { tz, data } }: Here): readonly Screen[] {
  return screens
    .filter(({ needs }) => permissions.has(needs))
    .map(({ name, path, isMain }) => ({ name, path, isMain, href: hrefFrom({ path, params: { tz, data } }) }));
}
