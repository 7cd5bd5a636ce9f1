import type { Hash } from '@/lib/tlog';

/** Leaves with their hashes, 40 bytes each: a million of them take 40 MB, whatever their rows hold. */
export class LeafList {
  #indices = new Float64Array(1_024);
  #hashes = new Uint8Array(32 * 1_024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  add(index: number, hash: Hash): void {
    if (this.#length === this.#indices.length) this.#grow();
    this.#indices[this.#length] = index;
    this.#hashes.set(hash, 32 * this.#length);
    this.#length += 1;
  }

  indexAt(place: number): number {
    return this.#indices[place] ?? Number.NaN;
  }

  hashAt(place: number): Hash {
    return this.#hashes.subarray(32 * place, 32 * (place + 1));
  }

  /** The same leaves in ascending order of their indices. */
  sorted(): { readonly indices: Float64Array; readonly hashAt: (place: number) => Hash } {
    const places = Uint32Array.from({ length: this.#length }, (_, at) => at);
    const given = this.#indices;
    places.sort((a, b) => (given[a] ?? 0) - (given[b] ?? 0));
    const indices = new Float64Array(this.#length);
    places.forEach((place, at) => {
      indices[at] = given[place] ?? Number.NaN;
    });
    return { indices, hashAt: (place) => this.hashAt(places[place] ?? 0) };
  }

  #grow(): void {
    const indices = new Float64Array(2 * this.#indices.length);
    indices.set(this.#indices);
    this.#indices = indices;
    const hashes = new Uint8Array(2 * this.#hashes.length);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
  }
}
