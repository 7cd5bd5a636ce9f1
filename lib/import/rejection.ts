/** Ends the mapping of one record, and becomes its reason. Never leaves this room. */
export class Rejection extends Error {}
