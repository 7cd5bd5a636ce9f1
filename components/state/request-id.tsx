'use client';

import { createContext, type ReactNode, useContext } from 'react';

const RequestId = createContext<string | null>(null);

/** Carries the id of the request that made this page to whatever has to quote it, error boundaries too. */
export function RequestIdProvider({ requestId, children }: { requestId: string | null; children: ReactNode }) {
  return <RequestId value={requestId}>{children}</RequestId>;
}

export function useRequestId(): string | null {
  return useContext(RequestId);
}
