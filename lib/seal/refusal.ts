import { AppError } from '@/lib/errors';

/** Why nothing may be signed, and what to do. It stands on screen until it is no longer true. */
export class Refusal extends AppError {
  constructor(message: string) {
    super('conflict', message);
  }
}
