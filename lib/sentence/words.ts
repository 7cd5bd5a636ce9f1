/** Verbs whose past is regular, as names of actions begin or end with them. */
const regular = [
  'abort accept access acknowledge act activate add adjust allocate allow amend anonymize apply approve archive ask',
  'assign associate assume attach authenticate authorise authorize blacklist block book call cancel change charge check',
  'clear clone close comment compact complete configure confirm connect consume convert copy cordon correct create credit',
  'deactivate debit decline decrypt delete deletecollection deny deploy deregister describe destroy detach disable',
  'disassociate disconnect dismiss download drain edit email enable encrypt end erase escalate evict exchange execute',
  'exempt expire export extend fail fetch finish fix force fork forward generate grant impersonate import inspect install',
  'invalidate invite invoke issue join kill label launch limit link list load lock look mark match mention merge modify',
  'mount move mute note notify open order overrule pair patch pause place post print promote propose protect provision',
  'publish pull purchase purge push query rate reassign receive recover redact redeem refund refuse register reject',
  'release remove rename renew reopen replace report request require resize resolve restart restore resume retry return',
  'reveal review revoke rotate save scale schedule search share show sign snooze start subscribe suspend switch sync',
  'terminate test throttle toggle trigger try turn unarchive unassign unblock uncordon uninstall unlink unlock unpublish',
  'unsubscribe update upgrade upload use vacuum validate verify view visit void watch whitelist',
].flatMap((line) => line.split(' '));

const irregular: Readonly<Record<string, string>> = {
  backup: 'backed up',
  ban: 'banned',
  be: 'was',
  begin: 'began',
  bind: 'bound',
  bring: 'brought',
  build: 'built',
  buy: 'bought',
  commit: 'committed',
  cut: 'cut',
  do: 'did',
  drop: 'dropped',
  find: 'found',
  flag: 'flagged',
  get: 'got',
  give: 'gave',
  hide: 'hid',
  hold: 'held',
  leave: 'left',
  let: 'let',
  log: 'logged',
  make: 'made',
  override: 'overrode',
  pay: 'paid',
  pin: 'pinned',
  plan: 'planned',
  put: 'put',
  read: 'read',
  rebind: 'rebound',
  rebuild: 'rebuilt',
  reset: 'reset',
  run: 'ran',
  scan: 'scanned',
  sell: 'sold',
  send: 'sent',
  set: 'set',
  ship: 'shipped',
  shut: 'shut',
  skip: 'skipped',
  star: 'starred',
  stop: 'stopped',
  submit: 'submitted',
  swap: 'swapped',
  tag: 'tagged',
  take: 'took',
  transfer: 'transferred',
  unban: 'unbanned',
  undo: 'undid',
  unpin: 'unpinned',
  untag: 'untagged',
  withdraw: 'withdrew',
  write: 'wrote',
};

const bases = new Map([
  ...regular.flatMap((verb) => [[verb, verb] as const, [regularPast(verb), verb] as const]),
  ...Object.entries(irregular).flatMap(([verb, past]) => [[past, verb] as const, [verb, verb] as const]),
]);

/** The verb of which a word is the base or the past; null where it is none that we know. */
export function verbOf(word: string): string | null {
  return bases.get(word.toLowerCase()) ?? null;
}

/** "create" becomes "created", "stop" "stopped". Of several words the first is the verb. */
export function pastOf(phrase: string): string {
  const [verb = '', ...rest] = phrase.split(' ');
  return [Object.hasOwn(irregular, verb) ? irregular[verb] : regularPast(verb), ...rest].join(' ');
}

function regularPast(verb: string): string {
  if (verb.endsWith('e')) return `${verb}d`;
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ied` : `${verb}ed`;
}

/** What people say in place of what interfaces are called. */
export const plainer: Readonly<Record<string, string>> = {
  authenticate: 'sign in',
  backup: 'back up',
  deletecollection: 'delete',
  describe: 'look up',
  fetch: 'read',
  get: 'read',
  head: 'look up',
  modify: 'change',
  patch: 'change',
  put: 'set',
};

/** "added a scope to key_1": what stands between what a verb does and where it does it; "of" for all others. */
export const prepositions: Readonly<Record<string, string>> = {
  add: 'to',
  assign: 'to',
  associate: 'with',
  attach: 'to',
  create: 'for',
  deny: 'to',
  detach: 'from',
  disassociate: 'from',
  give: 'to',
  grant: 'to',
  invite: 'to',
  issue: 'to',
  open: 'for',
  place: 'for',
  register: 'for',
  remove: 'from',
  request: 'for',
  revoke: 'from',
  schedule: 'for',
  send: 'to',
  unassign: 'from',
  withdraw: 'from',
};

/** With these a sentence says what changed, where it is known. */
export const changing: readonly string[] = [
  'update',
  'change',
  'edit',
  'modify',
  'patch',
  'set',
  'put',
  'save',
  'configure',
  'adjust',
  'amend',
  'correct',
];

/** Words that are written together, or in capitals. */
export const nouns: Readonly<Record<string, string>> = {
  acl: 'ACL',
  api: 'API',
  apiservice: 'API service',
  arn: 'ARN',
  clusterrole: 'cluster role',
  clusterrolebinding: 'cluster role binding',
  configmap: 'config map',
  cors: 'CORS',
  cronjob: 'cron job',
  csidriver: 'CSI driver',
  csinode: 'CSI node',
  csv: 'CSV',
  customresourcedefinition: 'custom resource definition',
  daemonset: 'daemon set',
  db: 'database',
  endpointslice: 'endpoint slice',
  flowschema: 'flow schema',
  id: 'ID',
  ip: 'IP',
  limitrange: 'limit range',
  mfa: 'MFA',
  mutatingwebhookconfiguration: 'mutating webhook configuration',
  nat: 'NAT',
  networkpolicy: 'network policy',
  pdf: 'PDF',
  persistentvolume: 'persistent volume',
  persistentvolumeclaim: 'persistent volume claim',
  poddisruptionbudget: 'pod disruption budget',
  priorityclass: 'priority class',
  prioritylevelconfiguration: 'priority level configuration',
  prometheusrule: 'Prometheus rule',
  replicaset: 'replica set',
  replicationcontroller: 'replication controller',
  resourcequota: 'resource quota',
  rolebinding: 'role binding',
  runtimeclass: 'runtime class',
  saml: 'SAML',
  serviceaccount: 'service account',
  servicemonitor: 'service monitor',
  ssh: 'SSH',
  sso: 'SSO',
  statefulset: 'stateful set',
  storageclass: 'storage class',
  url: 'URL',
  validatingwebhookconfiguration: 'validating webhook configuration',
  volumeattachment: 'volume attachment',
  vpc: 'VPC',
};
