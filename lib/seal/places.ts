import { config } from '@/lib/config';
import type { Place } from './place';
import { filePlace, folderPlace } from './publish-folder';
import { gitPlace } from './publish-git';
import { witnessPlace } from './publish-witness';

/** On `globalThis`: what rests after failures must be remembered from one pass to the next. */
const home = globalThis as typeof globalThis & { tracebookSealPlaces?: readonly Place[] };

/** Where checkpoints go, in this order: what witnesses sign goes into the folder and to git. */
export function places(): readonly Place[] {
  home.tracebookSealPlaces ??= configured();
  return home.tracebookSealPlaces;
}

export function forgetPlaces(): void {
  delete home.tracebookSealPlaces;
}

function configured(): readonly Place[] {
  const { witnesses, stateFile, folder, git } = config().seal;
  return [
    ...witnesses.map(witnessPlace),
    ...(stateFile ? [filePlace(stateFile)] : []),
    ...(folder ? [folderPlace(folder)] : []),
    ...(git ? [gitPlace(git)] : []),
  ];
}
