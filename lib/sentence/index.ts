/**
 * An action as a sentence of plain English: "zoe changed plan of customer c_9 from team to business", and an issue as two. Knows the templates that
 * ship with the product, and what to make of an action that has none. Pure: parts of text, not markup. `docs/sentences.md` says
 * how templates are written.
 */
export { type ActorKind, actorKind } from './actor-kind';
export type { Deed, Known, Part, ToldChange } from './deed';
export { type Broken, issueSentence } from './issue-sentence';
export { pathText } from './path-text';
export { deedText, sentenceOf } from './sentence';
