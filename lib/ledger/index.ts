import 'server-only';

/**
 * What features are worth and what they cost. Knows how value, cost, verdicts and confidence come about, what people said of a feature and
 * how much its code was changed; asks the other rooms for everything else. `docs/ledger.md` gives the formulas.
 */
export { countChurn, type FeatureChurn, type FeatureOf, featuresBy, logArguments } from './count-churn';
export type { CostReading, FeatureMark } from './evidence';
export { type ChurnReport, type CountedChurn, listChurn, recordChurn } from './feature-churn';
export { listMarks, markFeature } from './feature-marks';
export { findingOf } from './finding';
export { type FeatureSheet, getFeatureSheet, type TrendMarker } from './get-feature-sheet';
export { getLedger, type ToldLedger } from './get-ledger';
export type { LedgerRow, Place } from './ledger';
export { featureJson, ledgerCsv, ledgerJson } from './print-ledger';
export type { Verdict } from './verdict';
