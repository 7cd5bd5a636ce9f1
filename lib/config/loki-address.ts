import { ConfigError } from './config-error';

/** A Loki, from `loki+https://user:token@logs.example.com/prefix?tenant=a&selector={app=~".+"}`. */
export interface LokiAddress {
  readonly base: URL;
  /** What goes into `X-Scope-OrgID`; several are joined by `|`. */
  readonly tenant: string | null;
  readonly authorization: string | null;
  /** Which streams are ours, in LogQL. Loki wants at least one matcher that does not match the empty text. */
  readonly selector: string;
}

const usualSelector = '{service_name=~".+"}';

/** @throws {ConfigError} without a word of the value */
export function readLokiAddress(text: string, token: string | null): LokiAddress {
  const [, rest = ''] = /^loki\+(https?:\/\/.+)$/s.exec(text) ?? [];
  if (!URL.canParse(rest)) throw new ConfigError(['LOGS_URL must be like loki+https://logs.example.com']);
  const base = new URL(rest);
  const tenant = base.searchParams.get('tenant');
  const selector = base.searchParams.get('selector') ?? usualSelector;
  const unknown = [...base.searchParams.keys()].find((key) => key !== 'tenant' && key !== 'selector');
  if (unknown !== undefined) throw new ConfigError(['LOGS_URL knows the parameters tenant and selector, and no other']);
  if (!/^\{[^{}]*[^{}\s][^{}]*\}$/.test(selector)) throw new ConfigError(['LOGS_URL has a selector that is none, such as {app=~".+"}']);
  if (tenant !== null && !/^[\x21-\x7e]{1,300}$/.test(tenant)) throw new ConfigError(['LOGS_URL has a tenant that cannot be one']);
  if (token !== null && !/^[\x21-\x7e]+$/.test(token)) throw new ConfigError(['LOGS_TOKEN holds what no header can']);
  if (token !== null && base.password !== '') throw new ConfigError(['LOGS_TOKEN and a password in LOGS_URL exclude each other']);
  const authorization =
    token !== null
      ? `Bearer ${token}`
      : base.password !== ''
        ? `Basic ${Buffer.from(`${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`).toString('base64')}`
        : null;
  base.username = '';
  base.password = '';
  base.search = '';
  base.hash = '';
  return { base, tenant, authorization, selector };
}
