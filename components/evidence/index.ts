export { ExportFacts } from './export-facts';
export { ExportMenu } from './export-menu';
export { ExportProgress } from './export-progress';
export { ExportTable } from './export-table';
