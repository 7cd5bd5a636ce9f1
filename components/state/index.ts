export { CopyableLine, Empty, Failed } from './blank';
export { ReadingMarks } from './reading-marks';
