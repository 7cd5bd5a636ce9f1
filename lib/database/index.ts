import 'server-only';

/** The pools of this process, one a purpose. Knows the address of the database, nothing of its tables. */
export { askForScreen, type Patience } from './ask-for-screen';
export { askInBytes, type BytesRow } from './ask-in-bytes';
export { askPatiently, isTimedOut } from './ask-patiently';
export { askPrepared } from './ask-prepared';
export { isOutage } from './outage';
export { closeDatabases, database } from './pools';
export { findUnreadyReasons, type UnreadyReason, unreadyReasons } from './readiness';
