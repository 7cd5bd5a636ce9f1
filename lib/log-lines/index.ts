import 'server-only';

export { decodeOtlp, encodeOtlpAnswer, type OtlpForm } from './decode-otlp';
/**
 * What loggers send, as lines: pino, structlog and whatever else writes JSON or its console form, OTLP, and Vercel's drain. Knows their
 * shapes (`docs/sending-logs.md`), what must not be kept, and nothing of where lines are kept. No line costs another, and none throws.
 */
export type { LineFlag, LogLine, ReadLine, ReadLines, ReadOptions, Rejection, RejectionReason } from './log-line';
export { labelsOf, readLabels } from './read-labels';
export { readLine } from './read-line';
export { readNdjson } from './read-ndjson';
export { readOtlp } from './read-otlp';
export { readVercel } from './read-vercel';
export { toldLevel } from './told-level';
export { toldTime } from './told-time';
