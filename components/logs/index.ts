export { LevelMark } from './level-mark';
export { LineChart } from './line-chart';
export { LineFields } from './line-fields';
export { LineList, LineTable } from './line-list';
export { LogHead } from './log-head';
export { LogStoreTable } from './log-store-table';
export { RemoteLogs } from './remote-logs';
