/**
 * The grammar of addresses: filter text, URLs, references and paths, in both directions. Pure: no database, no clock.
 * Specified in `docs/search.md`.
 */
export { type ActionAddress, actionApiHref, actionHref, parseActionAddress } from './action-address';
export { type ActionRef, parseActionRef, printActionRef } from './action-ref';
export { type ActorAddress, actorHref, parseActorAddress } from './actor-address';
export { type AuditAddress, actionsApiHref, auditHref, parseAuditAddress } from './audit-address';
export { describeFilter } from './describe-filter';
export { describeIssues } from './describe-issues';
export { describeLines } from './describe-lines';
export { describeUsage } from './describe-usage';
export {
  type ExportAddress,
  type ExportFormat,
  type ExportQuestion,
  type ExportScreenAddress,
  exportFileHref,
  exportFormats,
  exportHref,
  exportsHref,
  type Masking,
  maskings,
  parseExportAddress,
  parseExportScreenAddress,
  printExportQuestion,
} from './export-address';
export { type FacetsAddress, facetsHref, parseFacetsAddress, parseLineFacetsAddress } from './facets-address';
export {
  type ColumnKey,
  type Comparison,
  columnKeys,
  type Field,
  type FieldTerm,
  type Filter,
  type HasTerm,
  type Path,
  type PathKey,
  type Pattern,
  pathKeys,
  type Range,
  type SubjectValue,
  type Term,
  type UnreadableTerm,
  type Value,
  type WordsTerm,
} from './filter';
export {
  type IssueKey,
  type IssueRoot,
  issueGrammar,
  type LineKey,
  type LineRoot,
  levels,
  lineGrammar,
  type UsageKey,
  type UsageRoot,
  usageGrammar,
} from './grammar';
export { type IssueAddress, issueApiHref, issueHref, parseIssueAddress } from './issue-address';
export {
  type ErrorEventsAddress,
  type IssueFilter,
  type IssueListParams,
  type IssueSort,
  type IssuesAddress,
  issueSorts,
  issuesHref,
  parseErrorEventsAddress,
  parseIssuesAddress,
} from './issues-address';
export { type LineAddress, lineApiHref, lineHref, parseLineAddress } from './line-address';
export {
  type LineFilter,
  type LineListParams,
  type LinesAddress,
  linesHref,
  parseLinesAddress,
} from './lines-address';
export { type CommonParams, defaultLimit, type ListParams, maxLimit, type Order, type PageParams } from './list-params';
export type { ParamProblem, Params } from './params';
export { parseField, parseFilter } from './parse-filter';
export { type KeyPlace, type Place, placeInFilter, type ValuePlace } from './place-in-filter';
export { printField, printFilter, printTerm } from './print-filter';
export { isNumber } from './read-order';
export { type Candidate, type IdKind, recognise } from './recognise';
export {
  daysTerm,
  issueTerm,
  lineTerm,
  negated,
  readablePart,
  subjectTerm,
  termFor,
  timeTerm,
  usageTerm,
  withKeyReplaced,
  withoutTerm,
  withTerm,
} from './refine-filter';
export { inRememberedZone } from './remembered-zone';
export { parseRetentionAddress, type RetentionAddress, retentionHref } from './retention-address';
export { parseScreenAddress, type ScreenAddress, type ScreenPath, screenHref } from './screen-address';
export { parseSubjectAddress, type SubjectAddress, subjectApiHref, subjectHref } from './subject-address';
export { dossierApiHref, parseTraceAddress, type TraceAddress, traceHref } from './trace-address';
export {
  type FeatureAddress,
  featureApiHref,
  featureHref,
  type LedgerSort,
  ledgerSorts,
  parseFeatureAddress,
  parseSurfacesAddress,
  parseUsageAddress,
  type SurfacesAddress,
  type UsageAddress,
  type UsageFilter,
  type UsageParams,
  type UsageRange,
  usageApiHref,
  usageDays,
  usageHref,
} from './usage-address';
export { parseVerificationAddress, type VerificationAddress, verificationHref } from './verification-address';
export {
  type CostPart,
  costParts,
  mostWeight,
  usualWeights,
  type ValuePart,
  valueParts,
  type Weights,
  weightedParts,
} from './weights';
