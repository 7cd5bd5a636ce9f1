import { ConfigError } from './config-error';
import { isNobodysHost, isWrittenPlainly } from './written-host';

/** A Sentry, from `sentry+https://us.sentry.io/ORG?project=1&environment=production&org_tag=org_id&sampled=0.1`. */
export interface SentryAddress {
  /** Below it stands `/api/0/`. Before the organisation a self-hosted Sentry may have a path of its own. */
  readonly base: URL;
  readonly organisation: string;
  readonly token: string;
  /** Numbers of projects; empty where all that the token sees are meant. */
  readonly projects: readonly string[];
  readonly environments: readonly string[];
  /** The tag that says whose an event is; null where none does, and only those who see every organisation see its errors. */
  readonly orgTag: string | null;
  /** The share of traces that is kept (`traces_sample_rate`), above 0 and up to 1; null where nobody said. */
  readonly sampled: number | null;
}

const known = ['project', 'environment', 'org_tag', 'sampled'];

/** @throws {ConfigError} without a word of the value */
export function readSentryAddress(text: string, token: string | null): SentryAddress {
  const [, rest = ''] = /^sentry\+(https?:\/\/.+)$/s.exec(text) ?? [];
  if (!URL.canParse(rest)) throw new ConfigError(['ISSUES_URL must be like sentry+https://us.sentry.io/ORGANISATION']);
  const base = new URL(rest);
  const [, prefix = '', organisation = ''] = /^(.*)\/([^/]+)\/?$/.exec(base.pathname) ?? [];
  const projects = base.searchParams.getAll('project');
  const environments = base.searchParams.getAll('environment');
  const orgTag = base.searchParams.get('org_tag');
  const sampled = base.searchParams.get('sampled');
  const wrong = [
    base.username !== '' || base.password !== '' ? 'ISSUES_URL must not hold credentials: the token stands in ISSUES_TOKEN' : null,
    isWrittenPlainly(rest, base) ? null : 'ISSUES_URL must name its host plainly, not in another spelling of its address',
    isNobodysHost(base.hostname) ? 'ISSUES_URL names an address at which no Sentry can be' : null,
    /^[a-z0-9][a-z0-9_-]{0,99}$/i.test(organisation) ? null : 'ISSUES_URL must end with the organisation: sentry+https://HOST/ORGANISATION',
    /\/(api\/0|organizations)(\/|$)/.test(prefix) ? 'ISSUES_URL names the organisation right after the host or its prefix' : null,
    [...base.searchParams.keys()].every((key) => known.includes(key))
      ? null
      : `ISSUES_URL knows ${known.join(', ')}, and no other parameter`,
    projects.every((project) => /^[1-9]\d{0,19}$/.test(project)) ? null : 'ISSUES_URL takes projects by their numbers',
    environments.every((name) => /^[^\s/]{1,64}$/.test(name)) ? null : 'ISSUES_URL has an environment that cannot be one',
    orgTag === null || /^[A-Za-z0-9_.:-]{1,200}$/.test(orgTag) ? null : 'ISSUES_URL has an org_tag that cannot be a tag',
    sampled === null || isShare(sampled) ? null : 'ISSUES_URL has a sampled that is no share, such as 0.1',
    token === null ? 'ISSUES_TOKEN is missing: Sentry answers to a token only' : null,
    token === null || /^[\x21-\x7e]+$/.test(token) ? null : 'ISSUES_TOKEN holds what no header can',
  ].filter((one) => one !== null);
  if (wrong.length > 0) throw new ConfigError(wrong);
  base.pathname = prefix;
  base.search = '';
  base.hash = '';
  return { base, organisation, token: token ?? '', projects, environments, orgTag, sampled: sampled === null ? null : Number(sampled) };
}

function isShare(text: string): boolean {
  return /^(0?\.\d{1,6}|1|1\.0)$/.test(text) && Number(text) > 0;
}
