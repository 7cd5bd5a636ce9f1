/** How often a fault is tried: all rounds under `npm run test:faults`, and a slice of them under `npm test`. */
export function faultRounds(all: number): number {
  return process.env.TRACEBOOK_FAULTS === 'all' ? all : Math.max(1, Math.ceil(all / 5));
}
