import { type CommonParams, screenHref } from '@/lib/address';
import styles from './settings.module.css';

/** What can be set, and where. */
export function SettingsPlaces({ address }: { address: CommonParams }) {
  return (
    <ul className={styles.places}>
      <li>
        <a href={screenHref('/settings/people', address)}>People</a>
        <span>Who may sign in, with which role, in which organisations</span>
      </li>
      <li>
        <a href={screenHref('/settings/tokens', address)}>Tokens</a>
        <span>What services and programs sign in with</span>
      </li>
      <li>
        <a href={screenHref('/settings/projects', address)}>Projects</a>
        <span>Where SDKs of Sentry and PostHog send errors and product events to</span>
      </li>
      <li>
        <a href={screenHref('/settings/logs', address)}>Logs</a>
        <span>What kept lines take on the disk, and what became of those that were sent</span>
      </li>
      <li>
        <a href={screenHref('/settings/retention', address)}>Retention</a>
        <span>How long actions are kept, what would go, and legal holds</span>
      </li>
      <li>
        <a href={screenHref('/settings/sources', address)}>Sources</a>
        <span>Sentry, PostHog and audit tables of other teams: what they give, and whether they answer</span>
      </li>
    </ul>
  );
}
