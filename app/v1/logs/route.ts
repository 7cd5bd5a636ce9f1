import { readOptions } from '@/app/api/v1/logs/delivery';
import { viewerOf } from '@/lib/auth';
import { AppError } from '@/lib/errors';
import { admitted, readBytes } from '@/lib/intake';
import { decodeOtlp, encodeOtlpAnswer, type OtlpForm, readOtlp } from '@/lib/log-lines';
import { mostLogBytes, takeLines } from '@/lib/logs';
import { answer } from '@/lib/telemetry';

/** OTLP/HTTP, where exporters send to when they are told this installation's address. Answers in the form of the request, after commit. */
export const POST = answer((request) =>
  admitted(async () => {
    const viewer = await viewerOf(request, 'logs:write');
    const form = formOf(request.headers.get('content-type'));
    const options = readOptions(request);
    const decoded = await decodeOtlp(await readBytes(request, { mostBytes: mostLogBytes }), form);
    if (decoded === null) throw new AppError('malformed', 'The body is no ExportLogsServiceRequest of OTLP.');
    const { rejected, reasons } = await takeLines(viewer, readOtlp(decoded, options), { form: 'otlp' });
    const { body, contentType } = await encodeOtlpAnswer(form, { rejected, reasons });
    return new Response(body, { headers: { 'content-type': contentType, 'cache-control': 'private, no-store, no-transform' } });
  }),
);

/** @throws {AppError} `unsupported-media-type` */
function formOf(contentType: string | null): OtlpForm {
  const [type = ''] = (contentType ?? '').toLowerCase().split(';');
  if (type.trim() === 'application/json') return 'json';
  if (type.trim() === 'application/x-protobuf') return 'protobuf';
  throw new AppError('unsupported-media-type', 'OTLP is sent as application/x-protobuf or application/json.');
}
