/** The two forms of OTLP/HTTP. */
export type OtlpForm = 'json' | 'protobuf';

/**
 * The body of an OTLP/HTTP request for logs, as the JSON form of `ExportLogsServiceRequest`, or null where it is none. Protobuf is read
 * by OpenTelemetry's own generated definitions, which are loaded when the first such body comes.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-request
 */
export async function decodeOtlp(bytes: Uint8Array, form: OtlpForm): Promise<unknown> {
  try {
    if (form === 'json') return JSON.parse(new TextDecoder().decode(bytes));
    const { ExportLogsServiceRequest } = await definitions();
    // As the JSON form has it: numbers beyond a double as text.
    return ExportLogsServiceRequest.toObject(ExportLogsServiceRequest.decode(bytes), { longs: String, bytes: Array });
  } catch {
    return null;
  }
}

/** An `ExportLogsServiceResponse`: empty where all was taken, else how many were not and why. */
export async function encodeOtlpAnswer(
  form: OtlpForm,
  { rejected, reasons }: { rejected: number; reasons: Readonly<Record<string, number>> },
): Promise<{ readonly body: string | Uint8Array<ArrayBuffer>; readonly contentType: string }> {
  const errorMessage = Object.entries(reasons)
    .map(([reason, times]) => `${times} × ${reason}`)
    .join(', ');
  const said = rejected > 0 ? { partialSuccess: { rejectedLogRecords: String(rejected), errorMessage } } : {};
  if (form === 'json') return { body: JSON.stringify(said), contentType: 'application/json' };
  const { ExportLogsServiceResponse } = await definitions();
  const body = ExportLogsServiceResponse.encode(ExportLogsServiceResponse.fromObject(said)).finish();
  return { body: new Uint8Array(body), contentType: 'application/x-protobuf' };
}

interface Message {
  decode(bytes: Uint8Array): object;
  toObject(message: object, options: { longs: StringConstructor; bytes: ArrayConstructor }): unknown;
  fromObject(object: object): object;
  encode(message: object): { finish(): Uint8Array };
}

interface Definitions {
  readonly ExportLogsServiceRequest: Message;
  readonly ExportLogsServiceResponse: Message;
}

async function definitions(): Promise<Definitions> {
  const generated = (await import('@opentelemetry/otlp-transformer/build/src/generated/root')) as unknown as { default: Generated };
  return generated.default.opentelemetry.proto.collector.logs.v1;
}

interface Generated {
  readonly opentelemetry: { readonly proto: { readonly collector: { readonly logs: { readonly v1: Definitions } } } };
}
