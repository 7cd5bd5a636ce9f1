import type { MomentError } from '@/lib/story';
import type { Dossier } from './get-dossier';
import type { DossierPage } from './page-of';

/** A dossier as the API answers it: its moments one by one, each with its story. */
export function printDossier(dossier: Dossier, { rows, next }: DossierPage) {
  const { id, isComplete, completeness, readings, stories, spans } = dossier;
  return {
    id,
    complete: isComplete,
    completeness,
    readings: Object.fromEntries(readings.map(({ source, ...reading }) => [source, reading])),
    stories: stories.map(({ apart, ending, summary, lanes, clocks }) => ({
      apart,
      ending,
      summary,
      lanes,
      clocks: clocks.map(({ service, behind, offsetMs, uncertaintyMs, requests }) => ({
        service,
        behind,
        offset_ms: offsetMs,
        uncertainty_ms: uncertaintyMs,
        requests,
      })),
    })),
    moments: {
      rows: rows.flatMap(({ story, entry }) =>
        entry.moments.map(({ ref, time, toldTime, source, service, level, text, orgId, userId, requestId, error, use }) => ({
          ref,
          time,
          told_time: toldTime,
          order_is_certain: !(stories[story]?.uncertain.has(ref) ?? false),
          source,
          service,
          level,
          text,
          org_id: orgId,
          user_id: userId,
          request_id: requestId,
          error: error && printError(error),
          use: use && { feature: use.feature, surface: use.surface, trust: use.trust, replay: use.replayHref },
          story,
        })),
      ),
      next,
    },
    spans,
  };
}

function printError({ issueId, shortId, hit, firstSeen, news, trust, replayHref }: MomentError) {
  return { issue_id: issueId, short_id: shortId, hit, first_seen: firstSeen, news, trust, replay: replayHref };
}
