import { now } from '@/app/now';
import { answerForm } from '@/lib/auth';
import { setRetention } from '@/lib/retention';
import { capture } from '@/lib/telemetry';

/** Says how long actions of a source are kept. Nothing goes by it before a day has passed. */
export const POST = answerForm({ page: '/settings/retention', permission: 'retention:manage' }, async (viewer, form) => {
  const [source, text] = [form.get('source') ?? '', (form.get('days') ?? '').trim()];
  const days = text === '' ? null : Number(text);
  await setRetention(viewer, source, { days, surface: '/settings/retention', now: now() });
  capture(viewer, 'retention.changed', { feature: 'settings', surface: '/settings/retention' });
  return {
    words:
      days === null
        ? `Actions of ${source} are kept for good.`
        : `Actions of ${source} are kept ${days.toLocaleString('en')} ${days === 1 ? 'day' : 'days'}. What is older goes by itself from tomorrow on; until then it can be taken back.`,
  };
});
