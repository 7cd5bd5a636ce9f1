export { Identifier } from './identifier';
export { OutcomeMark } from './outcome-mark';
export { SafeText } from './safe-text';
export { TimeCell } from './time-cell';
