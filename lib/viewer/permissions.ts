/** Every permission, in words that the settings screen shows. A token's scopes are drawn from the same list. */
export const permissions = {
  'audit:read': 'See actions, their history and their metadata',
  'audit:write': 'Record actions (for producers)',
  'audit:import': 'Import actions from files',
  'audit:export': 'Take actions away as files, see what was exported',
  'logs:read': 'See log lines',
  'logs:write': 'Send log lines (for producers), import them from files',
  'issues:read': 'See issues and their errors',
  'issues:write': 'Import errors from files',
  'issues:resolve': 'Resolve, ignore and reopen issues',
  'usage:read': 'See which features are used, and product events',
  'usage:write': 'Import product events from files, tell how much code was changed',
  'usage:mark': 'Mark features as vital, switched on or retired',
  'evidence:read': 'See what is sealed, checkpoints and proofs',
  'evidence:verify': 'Verify what is sealed',
  'retention:manage': 'Say how long actions are kept, hold them, and erase what must not stay',
  'people:manage': 'Invite people, change roles, end sessions',
  'tokens:manage': 'Create and revoke API tokens',
  'settings:manage': 'Change settings, remove the sample',
  'metrics:read': 'Read health in words',
  'org:*': 'See every organisation, and rows that belong to none',
} as const;

export type Permission = keyof typeof permissions;

export const roles = ['support', 'product', 'compliance', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Who may what. `org:*` comes with the organisation `*`, not with a role. */
export const permissionsOf: Record<Role, readonly Permission[]> = {
  support: ['audit:read', 'logs:read', 'issues:read', 'issues:resolve', 'usage:read', 'evidence:read'],
  product: ['audit:read', 'logs:read', 'issues:read', 'issues:resolve', 'usage:read', 'usage:mark', 'evidence:read'],
  compliance: ['audit:read', 'audit:export', 'logs:read', 'issues:read', 'usage:read', 'evidence:read', 'evidence:verify'],
  admin: [
    'audit:read',
    'audit:write',
    'audit:import',
    'audit:export',
    'logs:read',
    'logs:write',
    'issues:read',
    'issues:write',
    'issues:resolve',
    'usage:read',
    'usage:write',
    'usage:mark',
    'evidence:read',
    'evidence:verify',
    'retention:manage',
    'people:manage',
    'tokens:manage',
    'settings:manage',
    'metrics:read',
  ],
};

export function isPermission(text: string): text is Permission {
  return Object.hasOwn(permissions, text);
}
