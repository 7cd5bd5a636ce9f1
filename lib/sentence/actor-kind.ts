export type ActorKind = 'system' | 'token' | 'agent';

/** By what producers call them; compared without case, dashes and dots. */
const kinds: Readonly<Record<ActorKind, readonly string[]>> = {
  system: ['system', 'job', 'cron', 'scheduler', 'worker', 'process', 'daemon', 'service', 'awsservice', 'node', 'machine', 'workflow'],
  token: ['token', 'apitoken', 'apikey', 'key', 'accesskey', 'accesstoken', 'serviceaccount', 'oauthapp', 'application', 'integration'],
  agent: ['agent', 'aiagent', 'ai', 'assistant', 'bot', 'llm', 'copilot', 'robot'],
};

/** Whether an actor is no person, by its recorded type; null for people, and where nothing says so. */
export function actorKind(type: string | null): ActorKind | null {
  const plain = type?.toLowerCase().replace(/[^a-z]/g, '') ?? '';
  return (Object.keys(kinds) as ActorKind[]).find((kind) => kinds[kind].includes(plain)) ?? null;
}
