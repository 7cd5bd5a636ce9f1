/** Where a bundle is read from: a folder, a zip, or a test. */
export interface BundleFiles {
  /** All files, whatever they are called. */
  readonly names: readonly string[];
  /** In pieces, from the beginning. @throws {BundleFault} where it cannot be had whole */
  open(name: string): AsyncIterable<Uint8Array>;
}

/** Something about the files themselves: cut, damaged, or made to deceive. */
export class BundleFault extends Error {
  readonly kind: 'mismatch' | 'incomplete';

  constructor(kind: 'mismatch' | 'incomplete', message: string) {
    super(message);
    this.name = 'BundleFault';
    this.kind = kind;
  }
}
