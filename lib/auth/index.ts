import 'server-only';

/**
 * Who is asking. The only room that knows next-auth and Next's request: it turns a cookie or a bearer token into a Viewer,
 * asking the database each time, so that a session ends when it is ended. Knows nothing of what a viewer then reads.
 */
export { answerForm, type Done, tellOnPage } from './answer-form';
export { type AuthEvent, onAuthEvent } from './auth-event';
export { authenticate, signInWith } from './authenticate';
export { type Notice, noticeFor } from './notice';
export { pageRequest } from './page-request';
export { publicAddress } from './public-address';
export { readForm } from './read-form';
export { requireViewer, signedInViewer } from './require-viewer';
export { returnPath } from './return-path';
export { assertSameOrigin } from './same-origin';
export { type Sender, senderOf, senderOfToken } from './sender-of';
export { hasSessionCookie } from './session-cookie';
export { viewerOf } from './viewer-of';
