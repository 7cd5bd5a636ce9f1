import { type ReportedError, readEvents } from '@/lib/error-events';
import type { Instant } from '@/lib/time';
import type { SampleAction } from './happening';
import { type Random, randomFrom } from './random';

/** An error of the sample, and whose it is. */
export interface SampleError {
  readonly project: string;
  readonly trust: 'server' | 'client';
  readonly error: ReportedError;
}

const seed = 20_261_124;

/**
 * What the services of the story reported while something failed in them, under the same request, trace and person. It goes through the
 * same reading as what SDKs send.
 */
export function sampleErrors(actions: readonly SampleAction[], now: Instant): readonly SampleError[] {
  const random = randomFrom(seed);
  return actions
    .filter(({ input }) => input.outcome === 'failure')
    .flatMap((action) => mistakesOf(action).map((mistake) => errorFrom(action, mistake, { random, now })));
}

/** Something that was thrown, and where. */
interface Mistake {
  readonly project: string;
  readonly trust: 'server' | 'client';
  readonly type: string;
  readonly value: string;
  /** The place where it was thrown first; what is none of the app's own begins with `node:` or `node_modules`. */
  readonly frames: readonly (readonly [filename: string, called: string, line: number])[];
  readonly release: string;
  readonly level?: 'warning' | 'error' | 'fatal';
}

/** By what was done, and why it failed where that is told. What nobody has to look at, such as a wrong password, is no mistake. */
function mistakesOf({ source, input }: SampleAction): readonly Mistake[] {
  const metadata = JSON.parse(input.metadata ?? '{}') as { readonly errorCode?: string; readonly route?: string };
  const server = { project: source, trust: 'server' } as const;
  switch (`${input.action} ${metadata.errorCode ?? ''}`.trim()) {
    case 'dispatch.assign no_path':
      return [
        {
          ...server,
          type: 'NoPathError',
          value: `No path for route ${metadata.route}: a leg crosses water and the router knows no ferry`,
          frames: [
            ['src/router/v2/shortest-path.ts', 'shortestPath', 118],
            ['src/router/v2/plan-route.ts', 'planRoute', 41],
            ['src/dispatch/assign.ts', 'assignVehicle', 77],
            ['node_modules/fastify/lib/handle-request.js', 'preHandlerCallback', 137],
          ],
          release: 'dispatch@2.8.0',
        },
        ...(input.surface === 'dispatch/board' ? [brokenBoard] : []),
      ];
    case 'driver.check_licence register_not_reached':
      return [
        {
          ...server,
          type: 'RegisterUnavailable',
          value: 'The licence register did not answer within 10 s',
          frames: [
            ['src/licences/register-client.ts', 'askRegister', 52],
            ['src/licences/check.ts', 'checkLicence', 23],
          ],
          release: 'fleet-api@5.1.2',
          level: 'warning',
        },
      ];
    case 'payment.receive declined_by_bank':
      return [
        {
          ...server,
          type: 'PaymentDeclined',
          value: 'The bank declined the direct debit',
          frames: [['src/payments/collect.ts', 'collect', 64]],
          release: 'billing@3.0.4',
          level: 'warning',
        },
      ];
    case 'report.export':
      return [
        {
          ...server,
          type: 'RangeError',
          value: 'Invalid string length',
          frames: [
            ['node:internal/util', 'join', 9],
            ['src/reports/to-csv.ts', 'toCsv', 31],
            ['src/reports/export.ts', 'exportReport', 18],
          ],
          release: 'web@7.12.1',
        },
      ];
    case 'telematics.pair':
    case 'telematics.upgrade':
      return [
        {
          ...server,
          type: 'DeviceTimeout',
          value: 'The device did not answer after 3 tries',
          frames: [
            ['src/devices/command.ts', 'sendCommand', 88],
            ['src/devices/session.ts', 'withSession', 19],
          ],
          release: 'telematics-ingest@1.9.0',
        },
      ];
    case 'driver.export scope_missing':
    case 'driver.export key_revoked':
      return [
        {
          ...server,
          type: 'Forbidden',
          value: `The key may not do this: ${metadata.errorCode}`,
          frames: [['src/auth/require-scope.ts', 'requireScope', 27]],
          release: 'fleet-api@5.1.2',
          level: 'warning',
        },
      ];
    default:
      return [];
  }
}

/** What the browser of whoever looked at the board said of the same request. */
const brokenBoard: Mistake = {
  project: 'sample/web',
  trust: 'client',
  type: 'TypeError',
  value: "Cannot read properties of null (reading 'legs')",
  frames: [
    ['https://app.veldvik.example/assets/board.4f1c9a2e.js', 'drawRoute', 1],
    ['https://app.veldvik.example/assets/board.4f1c9a2e.js', 'onAssigned', 1],
  ],
  release: 'web@7.12.1',
};

function errorFrom({ input }: SampleAction, mistake: Mistake, { random, now }: { random: Random; now: Instant }): SampleError {
  const { project, trust, type, value, frames, release, level = 'error' } = mistake;
  const [subject = 'action'] = input.action.split(/[.:]/);
  const person = input.on_behalf_of ?? (input.actor_type === 'job' ? null : input.actor_id);
  const event = {
    event_id: random.hex(32),
    timestamp: input.created_at,
    platform: trust === 'client' ? 'javascript' : 'node',
    level,
    release,
    environment: 'production',
    transaction: trust === 'client' ? '/dispatch/board' : `POST /${input.feature ?? 'app'}/${subject}`.replaceAll('_', '-'),
    tags: { request_id: input.request_id, feature: input.feature, surface: input.surface, org_id: input.org_id },
    user: { id: person },
    contexts: { trace: { trace_id: input.trace_id, span_id: random.hex(16) } },
    exception: {
      values: [
        {
          type,
          value,
          mechanism: { type: 'generic', handled: level === 'warning' },
          stacktrace: {
            frames: frames
              .map(([filename, called, line]) => ({ filename, function: called, lineno: line, in_app: !/^node[:_]/.test(filename) }))
              .reverse(),
          },
        },
      ],
    },
  };
  const [read] = readEvents([JSON.stringify(event)], { receivedAt: now, trustsOldTimes: true }).events;
  if (read?.event.kind !== 'error') throw new Error(`An error of the sample cannot be read: ${type}`);
  return { project, trust, error: read.event };
}
