/** What looks like a secret or a card number, and what stands in its place: the one list of rules. Pure. */
export { redact } from './redact';
export { redactJson } from './redact-json';
