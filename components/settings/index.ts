export { InviteForm } from './invite-form';
export { PeopleTable } from './people-table';
export { SettingsTrail } from './settings-trail';
export { TokenForm } from './token-form';
export { TokenTable } from './token-table';
