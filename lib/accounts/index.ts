import 'server-only';

export { type Attempt, noteSignIn, startAttempt } from './attempts';
/**
 * People, their sessions, one-time links, API tokens and the keys of DSNs, as they are stored. Secrets are kept as hashes only. Times are the
 * database's: it is the one clock that all instances share. Knows nothing of cookies, pages or requests.
 */
export { parseEmail } from './email';
export {
  createRecoveryLink,
  createSignInLink,
  invitePerson,
  type LinkInput,
  peekSignInLink,
  type SignInLink,
  spendSignInLink,
} from './links';
export { beginLook, keepLook, type Look } from './looks';
export { passwordRule } from './passwords';
export { changeRole, disablePerson, enablePerson, hasAdministrator, listPeople, type Person, type PersonRow, parseRole } from './people';
export {
  createProjectKey,
  findProjectKey,
  findTokenKey,
  listProjectKeys,
  type ProjectKey,
  type ProjectKeyInput,
  printDsn,
  printToken,
  revokeProjectKey,
} from './project-keys';
export { endSession, endSessionsOf, findSession, sessionDays, startSession } from './sessions';
export { checkPassword } from './sign-in';
export { createToken, findToken, listTokens, revokeToken, type Token, type TokenInput } from './tokens';
