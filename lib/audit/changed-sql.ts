import { type SQL, sql } from 'drizzle-orm';
import type { Pattern } from '@/lib/address';
import { globPattern, isLike, jsonPathString } from '@/lib/filter-sql';

/** Whether a row tells of changes at all, by either convention. */
export function changedPresence(): SQL {
  return sql`a.metadata @? '$."changes"[*]."field"' or a.metadata -> 'before' is distinct from a.metadata -> 'after'`;
}

/** `changed:email`, `changed:address.city`, `changed:limit_*`: the field, by the list of changes or by what differs. */
export function changedCondition(value: Pattern): SQL {
  if (value.kind === 'glob') return changedLike(globPattern(value.pieces));
  const path = value.text.split('.');
  return sql`a.metadata @@ ${`$."changes"[*]."field" == ${jsonPathString(value.text)}`}::jsonpath
    or a.metadata #> ${sql.param(['before', ...path])}::text[] is distinct from a.metadata #> ${sql.param(['after', ...path])}::text[]`;
}

function changedLike(pattern: string): SQL {
  return sql`exists (select from jsonb_path_query(a.metadata, '$."changes"[*]."field"') as f (field) where ${isLike(sql`f.field #>> '{}'`, pattern)})
    or exists (
      select from jsonb_object_keys(${side('before')} || ${side('after')}) as k (key)
      where ${isLike(sql`k.key`, pattern)} and a.metadata #> array['before', k.key] is distinct from a.metadata #> array['after', k.key]
    )`;
}

function side(name: 'before' | 'after'): SQL {
  const value = name === 'before' ? sql`a.metadata -> 'before'` : sql`a.metadata -> 'after'`;
  return sql`(case when jsonb_typeof(${value}) = 'object' then ${value} else '{}' end)`;
}
