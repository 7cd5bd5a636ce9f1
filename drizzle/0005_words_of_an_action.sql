-- The words of an action, for free words, for `meta.<path>` and for ids that stand only in the metadata: one index for all
-- three (docs/decisions/0011-one-index-of-words.md has the measurements). Columns are cut at every mark, so that alice finds
-- `arn:aws:iam::1:user/alice`; texts in the metadata at spaces, quotes and slashes, so that an id stays whole. Nobody looks deeper
-- than 32 levels.

CREATE FUNCTION "action_words"("actor_id" text, "actor_label" text, "on_behalf_of" text, "action" text, "subject_id" text, "subject_label" text, "request_id" text, "trace_id" text, "metadata" jsonb)
	RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 2000 SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	names text := lower(coalesce(actor_id, '') || ' ' || coalesce(actor_label, '') || ' ' || coalesce(on_behalf_of, '') || ' ' || action || ' '
		|| coalesce(subject_id, '') || ' ' || coalesce(subject_label, '') || ' ' || coalesce(request_id, '') || ' ' || coalesce(trace_id, ''));
	texts text := lower(jsonb_path_query_array(metadata, 'strict $.**{0 to 32} ? (@.type() == "string" || @.type() == "number")')::text);
	words text[] := regexp_split_to_array(names, '[\s!-/:-@\[-`{-~]+')
		|| string_to_array(btrim(replace(replace(replace(replace(replace(texts, '\n', ' '), '\"', ' '), ', ', ' '), '/', ' '), '"', ''), '[]'), ' ');
BEGIN
	-- No word of a tsvector is longer than 2,046 bytes: where all of them together are shorter, none needs to be looked at.
	IF octet_length(names) + octet_length(texts) <= 2046 THEN
		RETURN array_to_tsvector(array_remove(words, ''));
	END IF;
	RETURN array_to_tsvector(ARRAY(SELECT left(word, 200) FROM unnest(words) AS found (word) WHERE word <> '' LIMIT 5000));
END $$;
--> statement-breakpoint

-- What finds rows that may hold a text: all its words, the last one by its beginning. Null where the text holds marks only.
-- Words of columns and of the metadata are cut differently, hence both ways.
CREATE FUNCTION "action_words_query"("searched" text)
	RETURNS tsquery LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	texts text := lower(jsonb_build_array(searched)::text);
	parts text[] := array_remove(regexp_split_to_array(lower(searched), '[\s!-/:-@\[-`{-~]+'), '');
	wholes text[] := array_remove(string_to_array(btrim(replace(replace(replace(replace(replace(texts, '\n', ' '), '\"', ' '), ', ', ' '), '/', ' '), '"', ''), '[]'), ' '), '');
	needed text[];
BEGIN
	IF cardinality(parts) = 0 THEN
		RETURN NULL;
	END IF;
	SELECT array_agg(all_of) INTO needed FROM (
		SELECT string_agg('''' || replace(replace(left(word, 200), '\', '\\'), '''', '''''') || ''''
			|| CASE WHEN length(word) > 200 OR (n = cardinality(words) AND length(word) >= 3) THEN ':*' ELSE '' END, ' & ')
		FROM (VALUES (1, parts), (2, wholes)) AS cut (way, words), unnest(cut.words) WITH ORDINALITY AS w (word, n)
		GROUP BY way
	) AS ways (all_of);
	RETURN ('(' || array_to_string(needed, ') | (') || ')')::tsquery;
END $$;
--> statement-breakpoint
CREATE INDEX "admin_actions_words" ON "admin_actions" USING gin (
	"action_words"("actor_id", "actor_label", "on_behalf_of", "action", "subject_id", "subject_label", "request_id", "trace_id", "metadata")
);
