-- The words of 0005 told apart more exactly (docs/decisions/0011-one-index-of-words.md). A word of the metadata keeps the quote with
-- which its text begins or ends, so that an id is found where it is a whole text, and not where a number or a longer text holds it.
-- Request and trace ids stay whole, like texts of the metadata. No row has too many words to be found by all of them.
DROP INDEX "admin_actions_words";
--> statement-breakpoint

CREATE OR REPLACE FUNCTION "action_words"("actor_id" text, "actor_label" text, "on_behalf_of" text, "action" text, "subject_id" text, "subject_label" text, "request_id" text, "trace_id" text, "metadata" jsonb)
	RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 2000 SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	names text := lower(coalesce(actor_id, '') || ' ' || coalesce(actor_label, '') || ' ' || coalesce(on_behalf_of, '') || ' ' || action || ' '
		|| coalesce(subject_id, '') || ' ' || coalesce(subject_label, ''));
	leaves text := lower((jsonb_path_query_array(metadata, 'strict $.**{0 to 32} ? (@.type() == "string" || @.type() == "number")')
		|| to_jsonb(array_remove(ARRAY[request_id, trace_id], NULL)))::text);
	words text[] := regexp_split_to_array(names, '[\s!-/:-@\[-`{-~]+')
		|| string_to_array(replace(replace(replace(replace(btrim(leaves, '[]'), '\n', ' '), '\"', ' '), ', ', ' '), '/', ' '), ' ');
BEGIN
	-- No word of a tsvector is longer than 2,046 bytes: where all of them together are shorter, none needs to be looked at.
	IF octet_length(names) + octet_length(leaves) <= 2046 THEN
		RETURN array_to_tsvector(array_remove(words, ''));
	END IF;
	RETURN array_to_tsvector(ARRAY(SELECT left(word, 200) FROM unnest(words) AS found (word) WHERE word <> ''));
END $$;
--> statement-breakpoint

-- What finds rows that may hold a text: all its words, the last one by its beginning. Null where the text holds marks only.
-- Words of names and of leaves are cut differently, hence both ways; the first may begin a leaf, and the last may end one.
CREATE OR REPLACE FUNCTION "action_words_query"("searched" text)
	RETURNS tsquery LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	printed text := lower(jsonb_build_array(searched)::text);
	names text[] := array_remove(regexp_split_to_array(lower(searched), '[\s!-/:-@\[-`{-~]+'), '');
	leaves text[] := string_to_array(replace(replace(replace(replace(btrim(printed, '[]'), '\n', ' '), '\"', ' '), ', ', ' '), '/', ' '), ' ');
	ends int := cardinality(leaves);
	needed text[];
BEGIN
	IF cardinality(names) = 0 THEN
		RETURN NULL;
	END IF;
	leaves[1] := substr(leaves[1], 2);
	leaves[ends] := regexp_replace(leaves[ends], '"$', '');
	SELECT array_agg(all_of) INTO needed FROM (
		SELECT string_agg('(' || any_of || ')', ' & ') AS all_of
		FROM (VALUES (names, false), (leaves, true)) AS cut (words, is_leaf),
			unnest(cut.words) WITH ORDINALITY AS w (word, n),
			LATERAL (VALUES (n = cardinality(cut.words) AND length(word) >= 3)) AS place (is_open),
			LATERAL (
				SELECT string_agg('''' || replace(replace(left(form, 200), '\', '\\'), '''', '''''') || ''''
					|| CASE WHEN is_open OR length(form) > 200 THEN ':*' ELSE '' END, ' | ') AS any_of
				FROM unnest(ARRAY[
					word,
					CASE WHEN is_leaf AND n = 1 THEN '"' || word END,
					CASE WHEN is_leaf AND n = cardinality(cut.words) AND NOT is_open THEN word || '"' END,
					CASE WHEN is_leaf AND cardinality(cut.words) = 1 AND NOT is_open THEN '"' || word || '"' END
				]) AS forms (form)
				WHERE form IS NOT NULL
			) AS either
		WHERE word <> ''
		GROUP BY is_leaf
	) AS ways;
	RETURN ('(' || array_to_string(needed, ') | (') || ')')::tsquery;
END $$;
--> statement-breakpoint

-- What finds rows whose metadata may hold exactly this text or number as one of its leaves.
CREATE FUNCTION "action_leaf_query"("leaf" jsonb)
	RETURNS tsquery LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	printed text := btrim(lower(jsonb_build_array(leaf)::text), '[]');
	words text[] := array_remove(string_to_array(replace(replace(replace(replace(printed, '\n', ' '), '\"', ' '), ', ', ' '), '/', ' '), ' '), '');
BEGIN
	RETURN (
		SELECT string_agg('''' || replace(replace(left(word, 200), '\', '\\'), '''', '''''') || '''' || CASE WHEN length(word) > 200 THEN ':*' ELSE '' END, ' & ')
		FROM unnest(words) AS w (word)
	)::tsquery;
END $$;
--> statement-breakpoint

CREATE INDEX "admin_actions_words" ON "admin_actions" USING gin (
	"action_words"("actor_id", "actor_label", "on_behalf_of", "action", "subject_id", "subject_label", "request_id", "trace_id", "metadata")
);
