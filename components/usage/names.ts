const mostNamed = 6;

/** "cart, search and 4 more" */
export function namesOf(all: readonly string[]): string {
  const named = all.slice(0, mostNamed);
  const more = all.length - named.length;
  if (more > 0) return `${named.join(', ')} and ${more.toLocaleString('en')} more`;
  return named.length < 2 ? named.join('') : `${named.slice(0, -1).join(', ')} and ${named.at(-1)}`;
}

/** "1 person", "1,204 people" */
export function counted(count: number, one: string, several: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : several}`;
}
