/** The names of all rules, under which what they found is counted. */
export type RedactionRule =
  | 'private-key'
  | 'tracebook-token'
  | 'json-web-token'
  | 'vendor-key'
  | 'authorization'
  | 'url-password'
  | 'named-secret'
  | 'card-number'
  | 'government-number'
  | 'email'
  | 'machine-address';

/** Secrets that slip into text, and what stands in their place. Order matters: the more exact form first. */
const secrets: readonly (readonly [RedactionRule, RegExp, string])[] = [
  ['private-key', /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]{0,8000}?(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|$)/g, '[private key]'],
  ['tracebook-token', /\btb_[A-Za-z0-9]{6,40}_[A-Za-z0-9_-]{8,200}/g, 'tb_[redacted]'],
  ['json-web-token', /\beyJ[A-Za-z0-9_-]{4,4000}\.[A-Za-z0-9_-]{0,4000}(?:\.[A-Za-z0-9_-]{0,4000}){0,3}/g, '[token]'],
  // AWS, GitHub, Slack, Stripe and Google, by the beginnings that they give their keys.
  [
    'vendor-key',
    /\b(?:(?:AKIA|ASIA)[A-Z0-9]{16}|gh[pousr]_[A-Za-z0-9]{20,255}|xox[abeprs]-[A-Za-z0-9-]{10,250}|[sr]k_live_[A-Za-z0-9]{16,250}|AIza[\w-]{35})(?![\w-])/g,
    '[key]',
  ],
  ['authorization', /\b(bearer|basic)\s+[^\s"',;]{1,4000}/gi, '$1 [redacted]'],
  ['url-password', /\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s/@"']{1,400}@/gi, '$1[redacted]@'],
  [
    'named-secret',
    /(["']?(?:pass(?:word|wd)?|secret|token|api[_-]?key|authorization|cookie)["']?\s{0,3}[:=]\s{0,3})("[^"]{0,4000}"?|'[^']{0,4000}'?|[^\s"',;&}]{1,4000})/gi,
    '$1[redacted]',
  ],
];

/** A social security number of the United States, as it is written; those that are never given out are none. */
const governmentLike = /(?<![\w.-])(?!000|666|9\d\d)\d{3}-(?!00)\d\d-(?!0000)\d{4}(?![\w.-])/g;

/** A domain ends in a name: `conc@v0.3.0` is a version of a program. */
const emailLike = /(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}[a-z][a-z0-9-]{1,62}(?![\w-])/gi;

/**
 * Addresses of machines on the internet, which lead to people. Those of a network of one's own, and of the machine itself, lead to nobody.
 * What is called a version of a program stays.
 */
const addressLike = new RegExp(
  [
    String.raw`(?<![\w.+-]|version[\s=:]|[a-z]\/)(?!10\.|127\.|0\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.)(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w-]|\.\d)`,
    String.raw`(?<![\w:.])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:.])`,
    String.raw`(?<![\w:.])(?:[0-9a-f]{1,4}:){1,6}[0-9a-f]{1,4}::(?:[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){0,5})?(?![\w:.])`,
  ].join('|'),
  'gi',
);

/**
 * Visa, Mastercard, American Express and Discover by their first digits and lengths, in one piece or in their printed groups.
 * Never within something longer: a UUID has groups of digits too.
 */
const cardLike =
  /(?<![\w-])(?:4\d{15}|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|[456]\d{3}([ -])\d{4}\1\d{4}\1\d{4}|3[47]\d\d([ -])\d{6}\2\d{5})(?![\w-])/g;

export interface RedactOptions {
  /** E-mail addresses too, which are no secret but often nobody's business. */
  readonly emails?: boolean;
  /** Addresses of machines too, for the same reason. */
  readonly addresses?: boolean;
  /** Hears of everything that is taken out. */
  readonly onRedacted?: (rule: RedactionRule) => void;
}

const suspiciousAlone =
  /\\u00|pass|secret|token|credential|authorization|cookie|api.?key|private.?key|bearer|basic\s|:\/\/[^/"]{0,400}@|eyJ|tb_|AKIA|ASIA|gh[pousr]_|xox[abeprs]-|k_live_|AIza|\d{3}-\d\d-\d{4}|[3-6]\d{3}[ -]?\d{4,6}[ -]?\d{4,5}/i;

const suspiciousOrPersonal = new RegExp(`${suspiciousAlone.source}|@|\\d\\.\\d|[0-9a-f]:[0-9a-f]`, 'i');

/** Without a match no rule could find anything: neither a whole text nor a part of one is looked at twice. */
export function suspiciousFor({ emails = false, addresses = false }: RedactOptions): RegExp {
  return emails || addresses ? suspiciousOrPersonal : suspiciousAlone;
}

/** Takes secrets and card numbers out of a text. A net below rules about what may be kept at all, not a replacement for them. */
export function redact(text: string, options: RedactOptions = {}): string {
  if (!suspiciousFor(options).test(text)) return text;
  const { emails = false, addresses = false, onRedacted } = options;
  const replace = (from: string, rule: RedactionRule, pattern: RegExp, mark: string): string => {
    const to = from.replace(pattern, mark);
    // What a rule has marked once it may find again, and changes nothing.
    if (onRedacted && to !== from)
      for (const [found] of from.matchAll(pattern)) if (found.replace(pattern, mark) !== found) onRedacted(rule);
    return to;
  };
  const withoutSecrets = secrets.reduce((rest, [rule, pattern, mark]) => replace(rest, rule, pattern, mark), text);
  const withoutCards = withoutSecrets.replace(cardLike, (found) => {
    const mark = cardMark(found);
    if (mark !== found) onRedacted?.('card-number');
    return mark;
  });
  const withoutNumbers = replace(withoutCards, 'government-number', governmentLike, '[number]');
  const withoutEmails = emails ? replace(withoutNumbers, 'email', emailLike, '[email]') : withoutNumbers;
  return addresses ? replace(withoutEmails, 'machine-address', addressLike, '[address]') : withoutEmails;
}

/** Ids have as many digits as cards; nine in ten fail the check digit (ISO/IEC 7812-1, annex B). */
function cardMark(found: string): string {
  const digits = found.replaceAll(/\D/g, '');
  const sum = [...digits].reverse().reduce((total, digit, place) => total + doubledAt(place, Number(digit)), 0);
  return sum % 10 === 0 ? '[number]' : found;
}

function doubledAt(place: number, digit: number): number {
  if (place % 2 === 0) return digit;
  return digit > 4 ? digit * 2 - 9 : digit * 2;
}
