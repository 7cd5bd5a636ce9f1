import { type AskOptions, askExport, type DeliverOptions, type Delivery, deliverExport } from '@/lib/export';
import type { Viewer } from '@/lib/viewer';

/** All actions as CSV in UTC, unless something else is said. */
export const allAsCsv: AskOptions = {
  filter: { terms: [] },
  zone: 'UTC',
  order: 'asc',
  subject: null,
  format: 'csv',
  masking: 'none',
  reason: null,
};

export const delivered: DeliverOptions = { now: () => new Date().toISOString().replace('Z', '000Z'), requestId: null, surface: '/test' };

/** Asks for an export and fetches all of it. */
export async function fetchExport(viewer: Viewer, asked: Partial<AskOptions> = {}): Promise<Delivery & { readonly bytes: Buffer }> {
  const record = await askExport(viewer, { ...allAsCsv, ...asked });
  const delivery = await deliverExport(viewer, record.id, delivered);
  return { ...delivery, bytes: await bytesOf(delivery.file) };
}

export async function bytesOf(file: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of file as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
