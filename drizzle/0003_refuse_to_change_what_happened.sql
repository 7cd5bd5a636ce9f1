-- The ways out of an append-only table are functions that set `tracebook.exit` for their transaction. The triggers look at
-- it and at the row: a marker that somebody else sets opens no more than the function would have done.

CREATE FUNCTION "admin_actions_refuse"() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		IF current_setting('tracebook.exit', true) = 'drop_sample' AND (OLD.source = 'sample' OR OLD.source LIKE 'sample/%') THEN
			RETURN OLD;
		END IF;
	END IF;
	RAISE EXCEPTION 'admin_actions is append-only: % is refused', TG_OP
		USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = 'An audit log is evidence only as long as nobody can change what it says.',
			HINT = 'Record another action that corrects this one. drop_sample() removes the sample, and only the sample.';
END $$;
--> statement-breakpoint
CREATE TRIGGER "admin_actions_no_update" BEFORE UPDATE ON "admin_actions"
	FOR EACH STATEMENT EXECUTE FUNCTION "admin_actions_refuse"();
--> statement-breakpoint
CREATE TRIGGER "admin_actions_no_delete" BEFORE DELETE ON "admin_actions"
	FOR EACH ROW EXECUTE FUNCTION "admin_actions_refuse"();
--> statement-breakpoint
CREATE TRIGGER "admin_actions_no_truncate" BEFORE TRUNCATE ON "admin_actions"
	FOR EACH STATEMENT EXECUTE FUNCTION "admin_actions_refuse"();
--> statement-breakpoint

-- When a row was recorded, and by which transaction, is said by the database alone: a given value is overwritten.
CREATE FUNCTION "admin_actions_stamp"() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	-- The transaction is never restored: the numbers of another server mean nothing here.
	NEW.tx := pg_current_xact_id();
	IF current_setting('tracebook.exit', true) IS DISTINCT FROM 'restore' THEN
		NEW.recorded_at := clock_timestamp();
	END IF;
	RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER "admin_actions_stamp" BEFORE INSERT ON "admin_actions"
	FOR EACH ROW EXECUTE FUNCTION "admin_actions_stamp"();
--> statement-breakpoint

-- Removes the sample and nothing else. Answers how many rows that were.
CREATE FUNCTION "drop_sample"() RETURNS bigint
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	dropped bigint;
BEGIN
	PERFORM set_config('tracebook.exit', 'drop_sample', true);
	DELETE FROM public.admin_actions WHERE source = 'sample' OR source LIKE 'sample/%';
	GET DIAGNOSTICS dropped = ROW_COUNT;
	PERFORM set_config('tracebook.exit', '', true);
	RETURN dropped;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION "drop_sample"() FROM PUBLIC;
--> statement-breakpoint

-- For the rest of this transaction, inserted rows keep the `recorded_at` they bring. Only into an empty table: a backup is
-- restored as a whole, in one transaction, and nobody backdates rows beside those that are there.
CREATE FUNCTION "begin_restore"() RETURNS void
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	LOCK TABLE public.admin_actions IN SHARE ROW EXCLUSIVE MODE;
	IF EXISTS (SELECT FROM public.admin_actions) THEN
		RAISE EXCEPTION 'A backup is restored into an empty admin_actions, and this one is not'
			USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Restore into a new database.';
	END IF;
	PERFORM set_config('tracebook.exit', 'restore', true);
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION "begin_restore"() FROM PUBLIC;
