/** Who asks, and what each role may: the table of permissions stands here and nowhere else. Pure. */
export { isPermission, type Permission, permissions, permissionsOf, type Role, roles } from './permissions';
export { systemViewer } from './system-viewer';
export { assertMay, may, orgScope, type Viewer } from './viewer';
