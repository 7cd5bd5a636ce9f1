export { InviteForm } from './invite-form';
export { PeopleTable } from './people-table';
export { SettingsFrame } from './settings-frame';
export { SettingsPlaces } from './settings-places';
export { SourceReports } from './source-reports';
export { TokenForm } from './token-form';
export { TokenTable } from './token-table';
