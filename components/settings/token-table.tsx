import { FormNotice } from '@/components/form';
import { Empty } from '@/components/state';
import { TimeCell } from '@/components/text';
import type { Token } from '@/lib/accounts';
import type { Notice } from '@/lib/auth';
import styles from './settings.module.css';

interface TokenTableProps {
  tokens: readonly Token[];
  zone: string;
  notice: Notice | null;
}

export function TokenTable({ tokens, zone, notice }: TokenTableProps) {
  if (tokens.length === 0) {
    return (
      <Empty title="There are no tokens yet">
        <p>A service that records actions, or a program that reads them, signs in with a token.</p>
      </Empty>
    );
  }
  return (
    <div className={styles.room}>
      {notice ? <FormNotice {...notice} /> : null}
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Token</th>
            <th scope="col">May</th>
            <th scope="col">Organisations</th>
            <th scope="col">Source</th>
            <th scope="col">Created</th>
            <th scope="col">Last used</th>
            <th scope="col">Until</th>
            <th scope="col">
              <span className="visually-hidden">Revoke</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <TokenLine key={token.id} token={token} zone={zone} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TokenLine({ token, zone }: { token: Token; zone: string }) {
  return (
    <tr className={token.isOver ? styles.ended : undefined}>
      <th scope="row">
        <bdi>{token.name}</bdi>
        <code className={styles.quiet}>tb_{token.id}_…</code>
      </th>
      <td data-label="May">{token.scopes.join(', ')}</td>
      <td data-label="Organisations">
        <bdi>{token.orgs.includes('*') ? 'all' : token.orgs.join(', ')}</bdi>
      </td>
      <td data-label="Source">{token.source === null ? 'any' : <bdi>{token.source}</bdi>}</td>
      <td data-label="Created">
        <TimeCell time={token.createdAt} zone={zone} />
      </td>
      <td data-label="Last used">{token.lastUsedAt === null ? 'never' : <TimeCell time={token.lastUsedAt} zone={zone} />}</td>
      <td data-label="Until">
        <Until token={token} zone={zone} />
      </td>
      <td>{token.isOver ? null : <RevokeForm token={token} />}</td>
    </tr>
  );
}

function Until({ token, zone }: { token: Token; zone: string }) {
  if (token.revokedAt !== null) {
    return (
      <>
        revoked <TimeCell time={token.revokedAt} zone={zone} />
      </>
    );
  }
  return token.expiresAt === null ? 'no end' : <TimeCell time={token.expiresAt} zone={zone} />;
}

function RevokeForm({ token }: { token: Token }) {
  return (
    <form method="post" action="/api/tokens/revoke">
      <input type="hidden" name="form" value="revoke" />
      <input type="hidden" name="id" value={token.id} />
      <button type="submit" data-quiet>
        Revoke <span className="visually-hidden">{token.name}</span>
      </button>
    </form>
  );
}
