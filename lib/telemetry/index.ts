import 'server-only';

/**
 * What this process tells of itself: log lines, error reports, product events, each with the request's id. Knows which
 * fields may leave the process, and refuses the rest; knows nothing of accounts or actions.
 */
export { answer } from './answer';
export { type ReportContext, reportError } from './error-reports';
export { json } from './json';
export { type LogFields, type LogLevel, log } from './log';
export { clearGauges, count, countsOf, printMetrics, setGauge } from './metrics';
export { notePageFailure, withPageStatus } from './page-status';
export { relayToPosthog } from './relay';
export { currentRequest, noteViewer, type RequestContext, withRequest } from './request-context';
export { startTelemetry, stopTelemetry } from './start';
export { capture, type Feature, type ProductEvent } from './usage';
