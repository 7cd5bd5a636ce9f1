import { CopyableLine, Empty } from '@/components/state';

/** What to do while no error was ever sent: lines that can be copied as they are. */
export function FirstErrors() {
  return (
    <Empty title="No errors have arrived yet">
      <p>
        Give any SDK of Sentry a DSN of Tracebook: it reports here as it would there, and what comes by one belongs to its organisation.
      </p>
      <CopyableLine
        label="A DSN for a project, as SDKs take it"
        line="export SENTRY_DSN=$(npx tracebook dsn create --project web --org o_1 --quiet)"
      />
      <p>
        <code>docs/sending-errors.md</code> says what is kept of an error, and what is not. Files come in by{' '}
        <code>npx tracebook import errors FILE</code>.
      </p>
    </Empty>
  );
}
