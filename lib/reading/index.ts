/**
 * What asking a source gives: the closed set of verdicts, so that "I could not look" never passes for "it did not happen". Pure.
 * `docs/dossier.md` says what each verdict means.
 */
export { completenessOf } from './completeness';
export type { Caveat, Reading, SourceName, Verdict } from './reading';
