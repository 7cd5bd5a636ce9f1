import 'server-only';

/** The id that ties a request to its log lines, error reports and actions: its shape, and where it comes from. */
export { type RequestId, readRequestId, requestIdOf } from './request-id';
