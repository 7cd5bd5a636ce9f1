/** A screen that can be jumped to. */
export interface Place {
  readonly name: string;
  readonly href: string;
}
