import 'server-only';

/**
 * What producers send: bodies are admitted, unpacked, counted and decoded here, whatever they carry. Knows bytes and limits,
 * not what a record means. A producer that is told "not now" must try again: nothing is taken in and then dropped.
 */
export { admitted } from './admitted';
export { type Packing, readBody, readBytes } from './read-body';
