import { type SQL, sql } from 'drizzle-orm';

/**
 * A time as RFC 3339 text in UTC with six decimals. `to_char` drops BC and has no word for infinity, so that what lies
 * outside the four-digit years is printed as Postgres prints it.
 */
export function instantText(column: SQL): SQL {
  return sql`case when ${column} >= '0001-01-01Z'::timestamptz and ${column} < '9999-12-31 00:00Z'::timestamptz + interval '1 day'
    then to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') else ${column}::text end`;
}
