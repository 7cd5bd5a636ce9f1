import type { Copies } from '@/app/audit/copies';
import { dossierApiHref, type TraceAddress, traceHref } from '@/lib/address';
import { config } from '@/lib/config';
import type { Dossier, DossierPage } from '@/lib/dossier';
import { curlLine, dossierMarkdown } from '@/lib/ticket';
import type { Viewer } from '@/lib/viewer';

interface DossierToCopy {
  readonly dossier: Dossier;
  readonly page: DossierPage;
  readonly address: TraceAddress;
}

/** The addresses name the world that is seen: to somebody else another one could be the usual one. */
export function dossierCopies(viewer: Viewer, { dossier, page, address }: DossierToCopy): Copies {
  const seen = { ...address, data: viewer.sees };
  const link = wholeAddress(traceHref(seen));
  const markdown = dossierMarkdown({
    id: dossier.id,
    completeness: dossier.completeness,
    stories: dossier.stories.map(({ apart, summary }, at) => ({
      apart,
      summary: summary.map(({ text }) => text),
      moments: page.rows.filter(({ story }) => story === at).map(({ entry }) => ({ ...entry.moments[0], more: entry.moments.length - 1 })),
    })),
    zone: address.zone,
    link,
  });
  const { id, data } = seen;
  return { markdown, link, curl: curlLine(wholeAddress(dossierApiHref(seen))), file: dossierApiHref({ id, data, isWhole: true }) };
}

function wholeAddress(href: string): string {
  return new URL(href, config().publicUrl).href;
}
