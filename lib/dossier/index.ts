import 'server-only';

/**
 * Everything known about one ID: asks every source at once, within a deadline, and tells what each answered. Knows which sources there
 * are; what their moments tell is `lib/story`'s. `docs/dossier.md`
 */
export { type Dossier, type DossierStory, dossierStages, getDossier } from './get-dossier';
export { idIn } from './id-in';
export { type DossierPage, type DossierRow, pageOf } from './page-of';
export { printDossier } from './print-dossier';
