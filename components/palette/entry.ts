/** Something that the palette offers. */
export interface Entry {
  readonly group: Group;
  /** What is chosen, in a few words or as it is written. */
  readonly label: string;
  readonly help: string;
  /** True where the label is an ID or filter text. */
  readonly isCode: boolean;
  readonly does: Deed;
}

export type Group = 'Pasted' | 'Screens' | 'Saved' | 'Actors' | 'Subjects' | 'Searches' | 'This address';

/** Where it leads, or what it keeps or forgets in this browser. */
export type Deed = { readonly href: string } | { readonly save: string } | { readonly forget: string };
