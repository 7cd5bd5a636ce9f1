import { firstText, isRecord, type JsonRecord, own, pairsIn, recordIn, textOf } from './json-shape';
import type { Reported } from './kept-event';
import type { Scrubbing } from './scrubbing';
import { type Tags, tagNamed } from './tags-in';

/** What an event belongs to, and where it comes from. */
export type Ids = Pick<
  Reported,
  | 'requestId'
  | 'traceId'
  | 'spanId'
  | 'sessionId'
  | 'replayId'
  | 'userId'
  | 'orgId'
  | 'release'
  | 'environment'
  | 'feature'
  | 'surface'
  | 'transaction'
>;

const requestNames = ['requestid', 'xrequestid', 'reqid', 'httprequestid', 'correlationid', 'xcorrelationid'];
const orgNames = ['orgid', 'organisationid', 'organizationid', 'tenantid', 'org', 'organisation', 'organization', 'tenant'];

const mostIdCharacters = 200;
const mostNameCharacters = 256;
/** An id of a request may have any length; this is what a header may hold. */
const mostRequestCharacters = 8_192;

/** Tags first, because somebody has set them; then what the SDK knows. */
export function idsIn(event: JsonRecord, tags: Tags, scrub: Scrubbing): Ids {
  const contexts = recordIn(event, 'contexts');
  const trace = recordIn(contexts, 'trace');
  const user = userIn(event);
  const id = (value: unknown) => scrub.id(textOf(value), mostIdCharacters);
  const name = (value: unknown) => scrub.text(textOf(value), mostNameCharacters);
  return {
    requestId: scrub.id(requestIdIn(event, tags), mostRequestCharacters),
    traceId: hexId(own(trace, 'trace_id'), 32) ?? hexId(tagNamed(tags, ['traceid']), 32),
    spanId: hexId(own(trace, 'span_id'), 16),
    sessionId: id(tagNamed(tags, ['sessionid', '$sessionid', 'posthogsessionid', 'session'])),
    replayId: hexId(own(recordIn(contexts, 'replay'), 'replay_id'), 32) ?? hexId(tagNamed(tags, ['replayid']), 32),
    userId: id(firstText(own(user, 'id'), tagNamed(tags, ['userid']))),
    orgId: id(tagNamed(tags, orgNames)),
    release: name(firstText(own(event, 'release'), own(tags, 'release'))),
    environment: name(firstText(own(event, 'environment'), own(tags, 'environment'))),
    feature: name(own(tags, 'feature')),
    surface: name(own(tags, 'surface')),
    transaction: name(firstText(own(event, 'transaction'), own(tags, 'transaction'))),
  };
}

function requestIdIn(event: JsonRecord, tags: Tags): string | null {
  const contexts = Object.values(recordIn(event, 'contexts')).filter(isRecord);
  const headers = Object.fromEntries(pairsIn(own(recordIn(event, 'request'), 'headers')));
  const told = [tags, ...contexts, recordIn(event, 'extra'), headers].map((record) => tagNamed(record, requestNames));
  return firstText(...told.map((value) => (Array.isArray(value) ? value[0] : value)));
}

export function userIn(event: JsonRecord): JsonRecord {
  const user = own(event, 'user') ?? own(event, 'sentry.interfaces.User');
  return isRecord(user) ? user : {};
}

/** Hex digits with or without dashes, in small letters; null where they are others, or all of them zero. */
export function hexId(value: unknown, digits: 16 | 32): string | null {
  const bare = typeof value === 'string' ? value.trim().replaceAll('-', '').toLowerCase() : '';
  return bare.length === digits && /^[0-9a-f]+$/.test(bare) && /[^0]/.test(bare) ? bare : null;
}
