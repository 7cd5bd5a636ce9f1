/**
 * The body of an OTLP/HTTP request for logs, as the JSON form of `ExportLogsServiceRequest`, or null where it is none. Protobuf is read
 * by OpenTelemetry's own generated definitions, which are loaded when the first such body comes.
 *
 * @see https://opentelemetry.io/docs/specs/otlp/#otlphttp-request
 */
export async function decodeOtlp(bytes: Uint8Array, form: 'json' | 'protobuf'): Promise<unknown> {
  try {
    if (form === 'json') return JSON.parse(new TextDecoder().decode(bytes));
    const { opentelemetry } = (await import('@opentelemetry/otlp-transformer/build/src/generated/root')).default as unknown as Definitions;
    const { ExportLogsServiceRequest } = opentelemetry.proto.collector.logs.v1;
    // As the JSON form has it: numbers beyond a double as text, ids in hex.
    return ExportLogsServiceRequest.toObject(ExportLogsServiceRequest.decode(bytes), { longs: String, bytes: Array });
  } catch {
    return null;
  }
}

interface Definitions {
  readonly opentelemetry: {
    readonly proto: {
      readonly collector: {
        readonly logs: {
          readonly v1: {
            readonly ExportLogsServiceRequest: {
              decode(bytes: Uint8Array): object;
              toObject(message: object, options: { longs: StringConstructor; bytes: ArrayConstructor }): unknown;
            };
          };
        };
      };
    };
  };
}
