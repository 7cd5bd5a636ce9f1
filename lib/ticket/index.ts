/**
 * What is taken away from a screen as text: Markdown for a ticket, a line for the shell. Knows how each of them is kept from
 * meaning something else than what was recorded. Pure. `docs/screens.md` says what is copied.
 */
export { type ActionTicket, actionMarkdown } from './action-markdown';
export { curlLine } from './curl-line';
export { type DossierTicket, dossierMarkdown } from './dossier-markdown';
export { type IssueTicket, issueMarkdown } from './issue-markdown';
export { type LedgerTicket, ledgerMarkdown } from './ledger-markdown';
export { type ListTicket, listMarkdown } from './list-markdown';
