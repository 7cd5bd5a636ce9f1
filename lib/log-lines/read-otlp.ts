import type { LogRecord } from './line-from';
import type { ReadLines, ReadOptions } from './log-line';
import { isRecord, readRecord } from './read-line';
import { readEach } from './reading';
import { levelOfSeverity } from './told-level';

/**
 * The records of an `ExportLogsServiceRequest`, decoded. Names of services come from their resource, ids from the record's own fields,
 * else from its attributes. What has another shape than the specification says is left out where it stands.
 *
 * @see https://github.com/open-telemetry/opentelemetry-proto/blob/v1.9.0/opentelemetry/proto/logs/v1/logs.proto
 */
export function readOtlp(request: unknown, options: ReadOptions): ReadLines {
  return readEach(recordsOf(request), (record, onRedacted) => {
    if (record === null) return { reason: 'not-an-object' };
    return readRecord(record, JSON.stringify(record), options, { onRedacted });
  });
}

function recordsOf(request: unknown): readonly (LogRecord | null)[] {
  return listIn(request, 'resourceLogs').flatMap((resourceLogs) => {
    const resource = isRecord(resourceLogs) && isRecord(resourceLogs.resource) ? attributesOf(resourceLogs.resource) : {};
    return listIn(resourceLogs, 'scopeLogs').flatMap((scopeLogs) => {
      const scope = isRecord(scopeLogs) && isRecord(scopeLogs.scope) ? scopeLogs.scope.name : undefined;
      return listIn(scopeLogs, 'logRecords').map((record) => (isRecord(record) ? flattened(record, resource, scope) : null));
    });
  });
}

/** As a logger would have written it: the keys of our list, then all else. */
function flattened(record: LogRecord, resource: LogRecord, scope: unknown): LogRecord {
  const { 'service.name': service, ...others } = resource;
  const body = plainValue(record.body);
  const said = isRecord(body) ? body : body === undefined ? {} : { msg: body };
  return {
    ...(isPresent(scope) ? { scope } : {}),
    ...(Object.keys(others).length > 0 ? { resource: others } : {}),
    ...(isPresent(record.eventName) ? { event_name: record.eventName } : {}),
    ...said,
    ...attributesOf(record),
    ...(isPresent(service) ? { service } : {}),
    ...timeOf(record),
    level: levelOfSeverity(record.severityNumber) ?? (typeof record.severityText === 'string' ? record.severityText : null),
    ...hex('trace_id', record.traceId),
    ...hex('span_id', record.spanId),
  };
}

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** Zero stands for "unknown", and is when it was observed. */
function timeOf({ timeUnixNano, observedTimeUnixNano }: LogRecord): LogRecord {
  const time = [timeUnixNano, observedTimeUnixNano].find((value) => isPresent(value) && String(value) !== '0');
  return time === undefined ? {} : { time: String(time) };
}

/** Hex in the JSON form, bytes out of protobuf; all zeros are no id. */
function hex(key: string, value: unknown): LogRecord {
  const text = Array.isArray(value) ? Buffer.from(value as number[]).toString('hex') : value;
  return typeof text === 'string' && /[1-9a-f]/i.test(text) ? { [key]: text.toLowerCase() } : {};
}

function attributesOf(holder: LogRecord): LogRecord {
  return Object.fromEntries(listIn(holder, 'attributes').flatMap(memberOf));
}

function memberOf(pair: unknown): [string, unknown][] {
  return isRecord(pair) && typeof pair.key === 'string' ? [[pair.key, plainValue(pair.value) ?? null]] : [];
}

/** An AnyValue as plain JSON; whole numbers come as text or number, those beyond a double stay text. */
function plainValue(any: unknown): unknown {
  if (!isRecord(any)) return undefined;
  if ('stringValue' in any) return any.stringValue;
  if ('boolValue' in any) return any.boolValue;
  if ('intValue' in any) return Number.isSafeInteger(Number(any.intValue)) ? Number(any.intValue) : any.intValue;
  if ('doubleValue' in any) return any.doubleValue;
  if ('bytesValue' in any)
    return Array.isArray(any.bytesValue) ? Buffer.from(any.bytesValue as number[]).toString('base64') : any.bytesValue;
  if ('arrayValue' in any) return listIn(any.arrayValue, 'values').map((value) => plainValue(value) ?? null);
  if ('kvlistValue' in any) return Object.fromEntries(listIn(any.kvlistValue, 'values').flatMap(memberOf));
  return undefined;
}

function listIn(holder: unknown, key: string): readonly unknown[] {
  const list = isRecord(holder) ? holder[key] : undefined;
  return Array.isArray(list) ? list : [];
}
