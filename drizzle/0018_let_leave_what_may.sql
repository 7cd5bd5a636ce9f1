CREATE TABLE "holds" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "holds_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source" text,
	"org_id" text,
	"person" text,
	"reason" text NOT NULL,
	"placed_by" text NOT NULL,
	"placed_at" timestamp(6) with time zone DEFAULT clock_timestamp() NOT NULL,
	"lifted_by" text,
	"lifted_at" timestamp(6) with time zone,
	"lifted_why" text
);
--> statement-breakpoint
CREATE TABLE "retention_rules" (
	"source" text PRIMARY KEY NOT NULL,
	"days" integer NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp(6) with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "retention_rules_days" CHECK ("retention_rules"."days" between 1 and 99999)
);
--> statement-breakpoint
CREATE INDEX "holds_standing" ON "holds" USING btree ("id") WHERE lifted_at is null;
--> statement-breakpoint

-- The hold under which an action stands, the oldest of several; null where there is none.
CREATE FUNCTION "held_by"("row_source" text, "row_org" text, "row_people" text[]) RETURNS bigint
	LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
	SELECT min(h.id) FROM public.holds h
	WHERE h.lifted_at IS NULL AND (h.source IS NULL OR h.source = row_source) AND (h.org_id IS NULL OR h.org_id = row_org)
		AND (h.person IS NULL OR h.person = ANY (row_people))
$$;
--> statement-breakpoint

-- A hold is lifted, never taken back; and nothing else of it changes.
CREATE FUNCTION "holds_refuse"() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF TG_OP = 'UPDATE' THEN
		IF OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL
			AND ROW (NEW.id, NEW.source, NEW.org_id, NEW.person, NEW.reason, NEW.placed_by, NEW.placed_at)
				IS NOT DISTINCT FROM ROW (OLD.id, OLD.source, OLD.org_id, OLD.person, OLD.reason, OLD.placed_by, OLD.placed_at) THEN
			RETURN NEW;
		END IF;
	END IF;
	RAISE EXCEPTION 'A hold is lifted once, and nothing else is done to it: % is refused', TG_OP
		USING ERRCODE = 'object_not_in_prerequisite_state';
END $$;
--> statement-breakpoint
CREATE TRIGGER "holds_only_lifted" BEFORE UPDATE OR DELETE ON "holds" FOR EACH ROW EXECUTE FUNCTION "holds_refuse"();
--> statement-breakpoint
CREATE TRIGGER "holds_stay" BEFORE TRUNCATE ON "holds" FOR EACH STATEMENT EXECUTE FUNCTION "holds_refuse"();
--> statement-breakpoint

-- The two other exits: by functions that do no more than a leaf of the log says.
CREATE OR REPLACE FUNCTION "admin_actions_refuse"() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	exit text := current_setting('tracebook.exit', true);
BEGIN
	IF TG_OP = 'DELETE' THEN
		IF exit = 'drop_sample' AND (OLD.source = 'sample' OR OLD.source LIKE 'sample/%') THEN
			RETURN OLD;
		END IF;
		IF exit = 'drop_expired' THEN
			RETURN OLD;
		END IF;
	END IF;
	IF TG_OP = 'UPDATE' AND exit = 'erase_fields' THEN
		RETURN NULL;
	END IF;
	RAISE EXCEPTION 'admin_actions is append-only: % is refused', TG_OP
		USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = 'An audit log is evidence only as long as nobody can change what it says.',
			HINT = 'Record another action that corrects this one. drop_sample() removes the sample, and only the sample.';
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION "seal_refuse"() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'seal_leaves' AND current_setting('tracebook.exit', true) = 'erase_fields' THEN
		RETURN NULL;
	END IF;
	RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
		USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = 'What was sealed is evidence only as long as nobody can change it.';
END $$;
--> statement-breakpoint

-- The leaves that a leaf of redaction or retention names, as spans.
CREATE FUNCTION "leaf_spans"("entry" text) RETURNS TABLE ("first" bigint, "last" bigint)
	LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
	SELECT split_part(span, '-', 1)::bigint, coalesce(nullif(split_part(span, '-', 2), ''), split_part(span, '-', 1))::bigint
	FROM string_to_table(substring(entry FROM E'\nleaves "([0-9,-]+)"\n'), ',') AS span
$$;
--> statement-breakpoint

-- Erases the fields that a redaction leaf of the log names, of some of the leaves that it names: the values in our own table, and the salts.
-- `kept_salts` holds for each of them the salts of all fields, with zeros for what is gone. Answers how many leaves that were.
CREATE FUNCTION "erase_fields"("redaction" bigint, "leaves" bigint[], "kept_salts" bytea[]) RETURNS bigint
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	said text;
	names text[];
	held record;
	erased bigint;
BEGIN
	SELECT l.entry INTO said FROM public.seal_leaves l WHERE l.index = redaction AND l.kind = 'redaction';
	IF NOT FOUND THEN
		RAISE EXCEPTION 'Leaf % is no redaction: nothing is erased that the log does not say', redaction USING ERRCODE = 'no_data_found';
	END IF;
	names := string_to_array(substring(said FROM E'\nfields "([a-z0-9_,]+)"\n'), ',');
	IF EXISTS (SELECT FROM unnest(leaves) AS one WHERE NOT EXISTS (SELECT FROM public.leaf_spans(said) s WHERE one BETWEEN s.first AND s.last)) THEN
		RAISE EXCEPTION 'Leaf % does not say that all of these are erased', redaction USING ERRCODE = 'check_violation';
	END IF;
	IF names && ARRAY['id', 'source', 'event_id', 'created_at', 'recorded_at', 'action', 'outcome', 'import_id'] THEN
		RAISE EXCEPTION 'What an action is, and when and where it came from, cannot be erased' USING ERRCODE = 'check_violation';
	END IF;
	SELECT l.index, public.held_by(a.source, a.org_id, ARRAY[a.actor_id, a.on_behalf_of, a.subject_id]) AS hold INTO held
	FROM public.seal_leaves l JOIN public.admin_actions a ON l.source = 'tracebook' AND a.id = l.key::bigint
	WHERE l.index = ANY (leaves) AND public.held_by(a.source, a.org_id, ARRAY[a.actor_id, a.on_behalf_of, a.subject_id]) IS NOT NULL
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'Leaf % is held by %: a legal hold beats erasure', held.index, held.hold USING ERRCODE = 'object_not_in_prerequisite_state';
	END IF;
	-- Of rows in other tables nobody here knows whose they are: any hold that could be about them holds them.
	SELECT l.index, min(h.id) AS hold INTO held FROM public.seal_leaves l
	JOIN public.holds h ON h.lifted_at IS NULL AND (h.source IS NULL OR h.source = l.source)
	WHERE l.index = ANY (leaves) AND l.source <> 'tracebook' GROUP BY l.index LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'Leaf % is held by %: a legal hold beats erasure', held.index, held.hold USING ERRCODE = 'object_not_in_prerequisite_state';
	END IF;
	PERFORM set_config('tracebook.exit', 'erase_fields', true);
	UPDATE public.seal_leaves l SET seed = NULL, salts = given.salts
	FROM unnest(leaves, kept_salts) AS given ("index", salts)
	WHERE l.index = given.index AND l.kind IN ('row', 'late-row') AND octet_length(given.salts) * 2 = octet_length(l.commitments);
	GET DIAGNOSTICS erased = ROW_COUNT;
	UPDATE public.admin_actions a SET
		actor_id = CASE WHEN 'actor_id' = ANY (names) THEN NULL ELSE actor_id END,
		actor_type = CASE WHEN 'actor_type' = ANY (names) THEN NULL ELSE actor_type END,
		actor_label = CASE WHEN 'actor_label' = ANY (names) THEN NULL ELSE actor_label END,
		on_behalf_of = CASE WHEN 'on_behalf_of' = ANY (names) THEN NULL ELSE on_behalf_of END,
		subject_type = CASE WHEN 'subject_type' = ANY (names) THEN NULL ELSE subject_type END,
		subject_id = CASE WHEN 'subject_id' = ANY (names) THEN NULL ELSE subject_id END,
		subject_label = CASE WHEN 'subject_label' = ANY (names) THEN NULL ELSE subject_label END,
		org_id = CASE WHEN 'org_id' = ANY (names) THEN NULL ELSE org_id END,
		request_id = CASE WHEN 'request_id' = ANY (names) THEN NULL ELSE request_id END,
		trace_id = CASE WHEN 'trace_id' = ANY (names) THEN NULL ELSE trace_id END,
		feature = CASE WHEN 'feature' = ANY (names) THEN NULL ELSE feature END,
		surface = CASE WHEN 'surface' = ANY (names) THEN NULL ELSE surface END,
		metadata = CASE WHEN 'metadata' = ANY (names) THEN '{}'::jsonb ELSE metadata END,
		flags = CASE WHEN 'flags' = ANY (names) THEN '{}'::text[] ELSE flags END
	FROM public.seal_leaves l
	WHERE l.index = ANY (leaves) AND l.source = 'tracebook' AND l.kind IN ('row', 'late-row') AND a.id = l.key::bigint;
	PERFORM set_config('tracebook.exit', '', true);
	IF erased <> cardinality(leaves) THEN
		RAISE EXCEPTION 'Only % of % leaves are rows whose salts could be erased', erased, cardinality(leaves) USING ERRCODE = 'check_violation';
	END IF;
	RETURN erased;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION "erase_fields"(bigint, bigint[], bytea[]) FROM PUBLIC;
--> statement-breakpoint

-- Takes out the rows of our own table that a retention leaf of the log names: only what is older than it says, published, and not held.
-- All of them or none. Answers how many were there.
CREATE FUNCTION "drop_expired"("retention" bigint) RETURNS bigint
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	said text;
	days int;
	published bigint;
	keys bigint[];
	kept record;
	dropped bigint;
BEGIN
	SELECT l.entry INTO said FROM public.seal_leaves l WHERE l.index = retention AND l.kind = 'retention';
	IF NOT FOUND OR said NOT LIKE E'%\nsource "tracebook"\n%' THEN
		RAISE EXCEPTION 'Leaf % is no retention of our own table: nothing leaves that the log does not say', retention USING ERRCODE = 'no_data_found';
	END IF;
	days := substring(said FROM E'\ndays "([0-9]+)"\n')::int;
	SELECT coalesce(max(size), 0) INTO published FROM public.seal_publications;
	IF EXISTS (SELECT FROM public.leaf_spans(said) s WHERE s.last >= published) THEN
		RAISE EXCEPTION 'Leaf % names leaves that no published checkpoint holds', retention USING ERRCODE = 'object_not_in_prerequisite_state';
	END IF;
	SELECT array_agg(l.key::bigint) INTO keys
	FROM public.leaf_spans(said) s JOIN public.seal_leaves l ON l.index BETWEEN s.first AND s.last
	WHERE l.source = 'tracebook' AND l.kind IN ('row', 'late-row');
	SELECT a.id, public.held_by(a.source, a.org_id, ARRAY[a.actor_id, a.on_behalf_of, a.subject_id]) AS hold INTO kept
	FROM public.admin_actions a
	WHERE a.id = ANY (keys) AND (a.created_at >= now() - make_interval(days => days)
		OR public.held_by(a.source, a.org_id, ARRAY[a.actor_id, a.on_behalf_of, a.subject_id]) IS NOT NULL)
	LIMIT 1;
	IF FOUND THEN
		RAISE EXCEPTION 'Action % stays: %', kept.id, coalesce('hold ' || kept.hold, 'it is not old enough')
			USING ERRCODE = 'object_not_in_prerequisite_state';
	END IF;
	PERFORM set_config('tracebook.exit', 'drop_expired', true);
	DELETE FROM public.admin_actions WHERE id = ANY (keys);
	GET DIAGNOSTICS dropped = ROW_COUNT;
	PERFORM set_config('tracebook.exit', '', true);
	RETURN dropped;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION "drop_expired"(bigint) FROM PUBLIC;
