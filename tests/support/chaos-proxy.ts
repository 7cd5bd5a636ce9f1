import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A TCP proxy whose line can be cut, or fall silent, and come back. */
export interface ChaosProxy {
  readonly port: number;
  /** `pass`; `cut`: connections are reset and refused; `hold`: they stay open, and nothing comes through. */
  set(line: 'pass' | 'cut' | 'hold'): void;
  close(): Promise<void>;
}

export async function chaosProxy(to: { readonly host: string; readonly port: number }): Promise<ChaosProxy> {
  let line: 'pass' | 'cut' | 'hold' = 'pass';
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    if (line === 'cut') {
      near.resetAndDestroy();
      return;
    }
    const far = connect(to.port, to.host);
    for (const [from, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => other.write(chunk));
      from.on('end', () => other.end());
      from.on('error', () => other.destroy());
      from.on('close', () => sockets.delete(from));
      if (line === 'hold') from.pause();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    set(wanted) {
      line = wanted;
      for (const socket of sockets) {
        if (wanted === 'cut') socket.resetAndDestroy();
        else if (wanted === 'hold') socket.pause();
        else socket.resume();
      }
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
