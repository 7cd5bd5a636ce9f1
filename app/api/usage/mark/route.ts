import { recordOwnAction } from '@/app/own-action';
import { withWorld } from '@/app/page-viewer';
import { featureHref, parseFeatureAddress } from '@/lib/address';
import { answerForm } from '@/lib/auth';
import { markFeature } from '@/lib/ledger';

/** Marks a feature, or takes its mark away. What was said of it is in the audit log, with what was said before. */
export const POST = answerForm(
  { page: '/usage', pageOf: (form) => featureHref(addressIn(form)), permission: 'usage:mark' },
  async (viewer, form) => {
    const feature = form.get('name') ?? '';
    const mark = { feature, kind: form.get('kind') || null, reason: form.get('reason') ?? '' };
    const { before, after } = await markFeature(await withWorld(viewer, addressIn(form)), mark);
    await recordOwnAction(viewer, {
      action: 'feature.mark',
      feature: 'usage',
      surface: '/usage/feature',
      subject: { type: 'feature', id: feature },
      details: { before: before ?? {}, after: after ?? {} },
    });
    return { words: after ? 'Marked. The ledger counts it in at once.' : 'The mark is taken away.' };
  },
);

/** The page of the feature as it was seen: days, zone and world. */
function addressIn(form: URLSearchParams) {
  const from = new URLSearchParams((form.get('from') ?? '').split('?')[1] ?? '');
  return { ...parseFeatureAddress(from), name: form.get('name') };
}
