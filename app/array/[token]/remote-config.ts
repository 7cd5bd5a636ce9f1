/** What posthog-js asks before it begins: nothing but events is taken here, so that it loads nothing else. */
export function remoteConfig(token: string) {
  return {
    token,
    supportedCompression: ['gzip', 'gzip-js'],
    hasFeatureFlags: false,
    captureDeadClicks: false,
    capturePerformance: false,
    autocapture_opt_out: true,
    autocaptureExceptions: false,
    analytics: { endpoint: '/i/v0/e/' },
    elementsChainAsString: true,
    errorTracking: { autocaptureExceptions: false, suppressionRules: [] },
    sessionRecording: false,
    heatmaps: false,
    conversations: false,
    productTours: false,
    surveys: false,
    logs: { captureConsoleLogs: false },
    defaultIdentifiedOnly: true,
    siteApps: [],
    isAuthenticated: false,
    toolbarParams: {},
  };
}

/** Of whatever project: what is told is the same for all, and a token is only repeated where it can do no harm. */
export function isToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,100}$/.test(text);
}
