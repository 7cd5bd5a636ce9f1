import { CopyableLine, Empty } from '@/components/state';

/** What to do while no error was ever sent: lines that can be copied as they are. */
export function FirstErrors({ origin }: { origin: string }) {
  const { protocol, host } = new URL(origin);
  return (
    <Empty title="No errors have arrived yet">
      <p>
        Point the DSN of any Sentry SDK here: it reports to Tracebook as it would to Sentry. Keys are made by administrators; what comes by
        one belongs to its organisation.
      </p>
      <CopyableLine label="First a key for a project" line="npx tracebook dsn create --project web --org o_1" />
      <CopyableLine label="then its DSN, as SDKs take it" line={`SENTRY_DSN=${protocol}//KEY@${host}/1`} />
      <p>
        <code>docs/sending-errors.md</code> says what is kept of an error, and what is not. Files come in by{' '}
        <code>npx tracebook import errors FILE</code>.
      </p>
    </Empty>
  );
}
