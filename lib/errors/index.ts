/** Refusals and how they are told (RFC 9457). Pure: knows neither routes nor pages. */
export { AppError, type ErrorCode } from './app-error';
export { type Problem, problemFrom } from './problem';
