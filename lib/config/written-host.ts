/** `127.1`, `2130706433` and the like hide where a question goes. */
export function isWrittenPlainly(text: string, { host }: URL): boolean {
  const [, written = ''] = /^https?:\/\/([^/?#]+)/i.exec(text) ?? [];
  return written.toLowerCase().replace(/:(80|443)$/, '') === host.replace(/:(80|443)$/, '') && !/^\[::ffff:/i.test(host);
}

/** Nowhere, and where clouds tell machines their secrets. */
export function isNobodysHost(hostname: string): boolean {
  return /^(0\.|169\.254\.|\[::\]$|\[fe[89ab][0-9a-f]:|\[fd00:ec2:)/i.test(hostname) || hostname === 'metadata.google.internal';
}
