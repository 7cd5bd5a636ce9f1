'use client';

import { usePathname } from 'next/navigation';
import { useEffect } from 'react';
import { useRequestId } from '@/components/state/request-id';
import type { Capture, EventPlace } from './browser-events';
import { featureAt } from './feature-at';

/** One for the page, however often it is shown. The SDK is fetched only where this is rendered at all. */
let capturing: Promise<Capture> | null = null;

/** Tells PostHog which screens are looked at, through our own domain. Rendered only where that is configured. */
export function PHProvider({ place }: { place: EventPlace }) {
  const surface = usePathname();
  const requestId = useRequestId();
  useEffect(() => {
    const feature = featureAt(surface);
    // Strangers are nobody to be counted.
    const person = document.querySelector<HTMLElement>('[data-person]')?.dataset.person ?? null;
    if (feature === null || person === null) return;
    capturing ??= import('./browser-events').then(({ startCapturing }) => startCapturing(place, person));
    capturing.then(
      (capture) => {
        const properties = { feature, surface: surface as `/${string}`, request_id: requestId };
        capture('$pageview', properties);
        capture('screen.viewed', properties);
      },
      // A blocked script costs nobody a page.
      () => undefined,
    );
  }, [surface, requestId, place]);
  return null;
}
