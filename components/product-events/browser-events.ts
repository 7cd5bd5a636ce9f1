import posthog, { type CaptureResult } from 'posthog-js/dist/module.slim.no-external';
import type { ProductEvent } from '@/lib/telemetry';

/** Where browsers send product events to: a place of our own domain, and the project's key. */
export interface EventPlace {
  readonly token: string;
  readonly path: `/r/${string}`;
}

/** `$pageview` is what PostHog's own screens know; a use has a name of its own. */
export type BrowserEvent = '$pageview' | 'screen.viewed';

export type Capture = (event: BrowserEvent, properties: ProductEvent) => void;

/**
 * Starts the SDK, with nothing of what it does by itself: no flags, no recording, nothing read out of pages or their addresses, no cookie,
 * and no script from elsewhere.
 */
export function startCapturing({ token, path }: EventPlace, person: string | null): Capture {
  posthog.init(token, {
    api_host: path,
    defaults: '2026-01-30',
    autocapture: false,
    capture_pageview: false,
    capture_pageleave: false,
    capture_performance: false,
    capture_exceptions: false,
    capture_dead_clicks: false,
    rageclick: false,
    disable_session_recording: true,
    disable_surveys: true,
    disable_external_dependency_loading: true,
    advanced_disable_flags: true,
    person_profiles: 'never',
    persistence: 'sessionStorage',
    ...(person === null ? {} : { bootstrap: { distinctID: person } }),
    before_send: (event) => event && bare(event),
  });
  return (event, properties) => posthog.capture(event, properties);
}

/** What may leave the page. An address of ours holds who and what was looked for. */
const told = new Set([
  'token',
  'distinct_id',
  '$session_id',
  '$window_id',
  '$lib',
  '$lib_version',
  '$process_person_profile',
  'feature',
  'surface',
  'request_id',
]);

function bare(event: CaptureResult): CaptureResult {
  const properties = Object.fromEntries(Object.entries(event.properties).filter(([key]) => told.has(key)));
  return { uuid: event.uuid, event: event.event, ...(event.timestamp ? { timestamp: event.timestamp } : {}), properties };
}
