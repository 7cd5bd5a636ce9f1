import { ConfigError } from './config-error';
import { isNobodysHost, isWrittenPlainly } from './written-host';

/** A PostHog, from `posthog+https://us.posthog.com?project=123&org=org_id&zone=Asia/Muscat`. */
export interface PosthogAddress {
  /** Below it stands `/api/projects/`. A self-hosted PostHog may have a path of its own. */
  readonly base: URL;
  /** The number of a project. */
  readonly project: string;
  readonly token: string;
  /** The property that says whose an event is; null where none does, and only those who see every organisation see its figures. */
  readonly orgTag: string | null;
  /** Properties in which events carry these. */
  readonly tags: { readonly feature: string; readonly surface: string; readonly request: string };
  /** Zones whose days are counted ahead, always with UTC; those of others are counted when somebody asks. */
  readonly zones: readonly string[];
  /** How far back use is read, 1 to 400. */
  readonly days: number;
}

const known = ['project', 'org', 'feature', 'surface', 'request', 'zone', 'days'];
const usualDays = '396';
const mostZones = 5;

/** @throws {ConfigError} without a word of the value */
export function readPosthogAddress(text: string, token: string | null): PosthogAddress {
  const [, rest = ''] = /^posthog\+(https?:\/\/.+)$/s.exec(text) ?? [];
  if (!URL.canParse(rest)) throw new ConfigError(['USAGE_URL must be like posthog+https://us.posthog.com?project=123']);
  const base = new URL(rest);
  const given = base.searchParams;
  const project = given.get('project') ?? '';
  const orgTag = given.get('org');
  const tags = {
    feature: given.get('feature') ?? 'feature',
    surface: given.get('surface') ?? 'surface',
    request: given.get('request') ?? 'request_id',
  };
  const zones = given.getAll('zone');
  const days = given.get('days') ?? usualDays;
  const wrong = [
    base.username !== '' || base.password !== '' ? 'USAGE_URL must not hold credentials: the key stands in USAGE_TOKEN' : null,
    isWrittenPlainly(rest, base) ? null : 'USAGE_URL must name its host plainly, not in another spelling of its address',
    isNobodysHost(base.hostname) ? 'USAGE_URL names an address at which no PostHog can be' : null,
    /(^|\.)i\.posthog\.com$/.test(base.hostname)
      ? 'USAGE_URL names the host that takes events: questions go to us.posthog.com or eu.posthog.com'
      : null,
    /\/(api|project|projects)(\/|$)/.test(base.pathname) ? 'USAGE_URL ends with the host or its prefix: the project is ?project=' : null,
    [...given.keys()].every((key) => known.includes(key)) ? null : `USAGE_URL knows ${known.join(', ')}, and no other parameter`,
    /^[1-9]\d{0,11}$/.test(project) ? null : 'USAGE_URL needs the number of a project: ?project=123',
    [orgTag ?? 'org_id', ...Object.values(tags)].every(isProperty) ? null : 'USAGE_URL has a property that cannot be one',
    zones.every(isZone) && zones.length <= mostZones ? null : `USAGE_URL takes up to ${mostZones} zones, such as zone=Asia/Muscat`,
    /^\d{1,3}$/.test(days) && Number(days) >= 1 && Number(days) <= 400 ? null : 'USAGE_URL has days that are not 1 to 400',
    ...tokenObjections(token),
  ].filter((one) => one !== null);
  if (wrong.length > 0) throw new ConfigError(wrong);
  base.pathname = base.pathname.replace(/\/+$/, '');
  base.search = '';
  base.hash = '';
  return { base, project, token: token ?? '', orgTag, tags, zones: [...new Set(['UTC', ...zones])], days: Number(days) };
}

function tokenObjections(token: string | null): readonly string[] {
  if (token === null) return ['USAGE_TOKEN is missing: PostHog answers to a personal or project secret key with query:read'];
  if (/^phc_/.test(token)) {
    return [
      'USAGE_TOKEN is a project key (phc_…), which only sends events: take a personal (phx_…) or project secret key (phs_…) with query:read',
    ];
  }
  return /^[\x21-\x7e]+$/.test(token) ? [] : ['USAGE_TOKEN holds what no header can'];
}

function isProperty(name: string): boolean {
  return /^\$?[A-Za-z0-9_][A-Za-z0-9_ .:/-]{0,199}$/.test(name);
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}
