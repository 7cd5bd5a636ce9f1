/** What looks like a secret or a card number, and what stands in its place: the one list of rules. Pure. */
export { type RedactionRule, type RedactOptions, redact } from './redact';
export { redactJson } from './redact-json';
