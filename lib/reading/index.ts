/** The verdicts with which sources answer (the closed set). Pure. */
export type { Caveat, Reading, Verdict } from './reading';
