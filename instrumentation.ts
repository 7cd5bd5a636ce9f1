import type { Instrumentation } from 'next';

/** Runs once before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { start } = await import('./instrumentation.node');
  await start();
}

/** What pages throw. Routes report what they throw themselves. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { report } = await import('./instrumentation.node');
  await report(error, request, context);
};
