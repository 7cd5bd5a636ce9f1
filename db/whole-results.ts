import type postgres from 'postgres';

/**
 * postgres.js counts the rows of an answer per connection, and forgets to begin anew where an answer ended in an error after some of its
 * rows: by a statement timeout, or because the connection broke (porsager/postgres#1119 and #1181). The next answer on that connection
 * then begins with as many holes, so that its first row reads as `undefined`: as if nothing had been found. Its rows are all there, behind
 * the holes, which are taken out here. Within a transaction BEGIN is the next answer, and has no rows.
 */
export function withWholeResults<Client extends postgres.Sql>(client: Client): Client {
  return new Proxy(client, {
    apply: (target, self, given) => whole(Reflect.apply(target, self, given)),
    get: (target, name) => (name === 'unsafe' ? unsafe : Reflect.get(target, name)),
  });

  function unsafe(...given: Parameters<postgres.Sql['unsafe']>) {
    return whole(client.unsafe(...given));
  }
}

/** What is no question (a name, a value, a list) is left as it is. */
function whole<Asked>(asked: Asked): Asked {
  if (!(asked instanceof Promise) || !('resolve' in asked) || typeof asked.resolve !== 'function') return asked;
  const { resolve } = asked;
  asked.resolve = (rows: unknown) => resolve(Array.isArray(rows) ? withoutHoles(rows) : rows);
  return asked;
}

function withoutHoles(rows: unknown[]): unknown[] {
  let holes = 0;
  while (holes < rows.length && !(holes in rows)) holes += 1;
  if (holes > 0) rows.splice(0, holes);
  return rows;
}
