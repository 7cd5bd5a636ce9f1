/** Leaves out the middle, never half a character. The end is longer: IDs and ARNs begin alike. */
export function shortened(text: string, room: number): string {
  if (text.length <= room) return text;
  const characters = [...text];
  if (characters.length <= room) return text;
  const head = Math.ceil((room - 1) * 0.4);
  const tail = room - 1 - head;
  return `${characters.slice(0, head).join('')}…${characters.slice(-tail).join('')}`;
}
