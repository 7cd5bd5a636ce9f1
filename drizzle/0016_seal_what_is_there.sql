CREATE TABLE "seal_checkpoints" (
	"size" bigint PRIMARY KEY NOT NULL,
	"root" "bytea" NOT NULL,
	"note" text NOT NULL,
	"signed_at" timestamp(6) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seal_findings" (
	"verification_id" bigint NOT NULL,
	"n" integer NOT NULL,
	"kind" text NOT NULL,
	"leaf" bigint,
	"source" text,
	"key" text,
	"fields" text[] DEFAULT '{}' NOT NULL,
	"detail" text NOT NULL,
	CONSTRAINT "seal_findings_verification_id_n_pk" PRIMARY KEY("verification_id","n")
);
--> statement-breakpoint
CREATE TABLE "seal_head" (
	"id" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"origin" text NOT NULL,
	"size" bigint NOT NULL,
	"root" "bytea" NOT NULL,
	"frontier" "bytea" NOT NULL,
	"cursor_tx" "xid8" DEFAULT '0'::xid8 NOT NULL,
	"cursor_id" bigint DEFAULT 0 NOT NULL,
	"cluster" text DEFAULT '' NOT NULL,
	"moved_at" timestamp(6) with time zone NOT NULL,
	CONSTRAINT "seal_head_one" CHECK (id = 1)
);
--> statement-breakpoint
CREATE TABLE "seal_keys" (
	"since" bigint PRIMARY KEY NOT NULL,
	"vkey" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "seal_leaves" (
	"index" bigint PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"source" text,
	"key" text,
	"schema" text,
	"hash" "bytea" NOT NULL,
	"seed" "bytea",
	"salts" "bytea",
	"commitments" "bytea",
	"entry" text,
	"sealed_at" timestamp(6) with time zone NOT NULL,
	CONSTRAINT "seal_leaves_hash" CHECK (octet_length(hash) = 32)
);
--> statement-breakpoint
CREATE TABLE "seal_publications" (
	"target" text NOT NULL,
	"size" bigint NOT NULL,
	"published_at" timestamp(6) with time zone DEFAULT clock_timestamp() NOT NULL,
	"cosignatures" text,
	CONSTRAINT "seal_publications_target_size_pk" PRIMARY KEY("target","size")
);
--> statement-breakpoint
CREATE TABLE "seal_schemas" (
	"source" text NOT NULL,
	"fingerprint" text NOT NULL,
	"fields" jsonb NOT NULL,
	"leaf" bigint NOT NULL,
	CONSTRAINT "seal_schemas_source_fingerprint_pk" PRIMARY KEY("source","fingerprint")
);
--> statement-breakpoint
CREATE TABLE "seal_states" (
	"name" text PRIMARY KEY NOT NULL,
	"last_tried_at" timestamp(6) with time zone NOT NULL,
	"last_good_at" timestamp(6) with time zone,
	"failing_since" timestamp(6) with time zone,
	"trouble" text
);
--> statement-breakpoint
CREATE TABLE "seal_tiles" (
	"level" integer NOT NULL,
	"index" bigint NOT NULL,
	"hashes" "bytea" NOT NULL,
	"root" "bytea" NOT NULL,
	CONSTRAINT "seal_tiles_level_index_pk" PRIMARY KEY("level","index")
);
--> statement-breakpoint
CREATE TABLE "seal_verifications" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "seal_verifications_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"asked_by" text NOT NULL,
	"started_at" timestamp(6) with time zone DEFAULT clock_timestamp() NOT NULL,
	"finished_at" timestamp(6) with time zone,
	"from_leaf" bigint NOT NULL,
	"to_leaf" bigint NOT NULL,
	"checked" bigint DEFAULT 0 NOT NULL,
	"late_rows" bigint DEFAULT 0 NOT NULL,
	"findings" bigint DEFAULT 0 NOT NULL,
	"outcome" text,
	"why" text
);
--> statement-breakpoint
ALTER TABLE "seal_findings" ADD CONSTRAINT "seal_findings_verification_id_seal_verifications_id_fk" FOREIGN KEY ("verification_id") REFERENCES "public"."seal_verifications"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "seal_leaves_row" ON "seal_leaves" USING btree ("source","key") WHERE kind in ('row', 'late-row');--> statement-breakpoint
CREATE INDEX "seal_leaves_other" ON "seal_leaves" USING btree ("kind","index") WHERE kind <> 'row';--> statement-breakpoint
CREATE INDEX "seal_verifications_time" ON "seal_verifications" USING btree ("started_at");--> statement-breakpoint
CREATE INDEX "admin_actions_seal" ON "admin_actions" USING btree ("tx","id") WHERE not (source = 'sample' or source like 'sample/%');
--> statement-breakpoint

-- The ledger is append-only as admin_actions is, and for the same reason: its triggers keep honest hands from slipping, and what gets past
-- them is found by verification. The head moves by one function alone, forwards, and only from the size that whoever moves it has seen.
CREATE FUNCTION "seal_refuse"() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
		USING ERRCODE = 'object_not_in_prerequisite_state',
			DETAIL = 'What was sealed is evidence only as long as nobody can change it.';
END $$;
--> statement-breakpoint
CREATE FUNCTION "seal_head_refuse"() RETURNS trigger
	LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
	IF current_setting('tracebook.exit', true) = 'seal_move' AND NEW.size >= OLD.size AND NEW.origin = OLD.origin THEN
		RETURN NEW;
	END IF;
	RAISE EXCEPTION 'seal_head is moved by seal_move alone, and only forwards'
		USING ERRCODE = 'object_not_in_prerequisite_state';
END $$;
--> statement-breakpoint
CREATE TRIGGER "seal_leaves_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "seal_leaves"
	FOR EACH STATEMENT EXECUTE FUNCTION "seal_refuse"();
--> statement-breakpoint
CREATE TRIGGER "seal_tiles_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "seal_tiles"
	FOR EACH STATEMENT EXECUTE FUNCTION "seal_refuse"();
--> statement-breakpoint
CREATE TRIGGER "seal_checkpoints_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "seal_checkpoints"
	FOR EACH STATEMENT EXECUTE FUNCTION "seal_refuse"();
--> statement-breakpoint
CREATE TRIGGER "seal_schemas_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "seal_schemas"
	FOR EACH STATEMENT EXECUTE FUNCTION "seal_refuse"();
--> statement-breakpoint
CREATE TRIGGER "seal_keys_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "seal_keys"
	FOR EACH STATEMENT EXECUTE FUNCTION "seal_refuse"();
--> statement-breakpoint
CREATE TRIGGER "seal_publications_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "seal_publications"
	FOR EACH STATEMENT EXECUTE FUNCTION "seal_refuse"();
--> statement-breakpoint
CREATE TRIGGER "seal_head_forwards" BEFORE UPDATE ON "seal_head"
	FOR EACH ROW EXECUTE FUNCTION "seal_head_refuse"();
--> statement-breakpoint
CREATE TRIGGER "seal_head_stays" BEFORE DELETE OR TRUNCATE ON "seal_head"
	FOR EACH STATEMENT EXECUTE FUNCTION "seal_refuse"();
--> statement-breakpoint

-- False where somebody else has moved it: then nothing that was appended with it may stay.
CREATE FUNCTION "seal_move"("old_size" bigint, "new_size" bigint, "new_root" bytea, "new_frontier" bytea, "tx" xid8, "row_id" bigint, "in_cluster" text)
	RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	is_moved boolean;
BEGIN
	PERFORM set_config('tracebook.exit', 'seal_move', true);
	UPDATE public.seal_head SET size = new_size, root = new_root, frontier = new_frontier, cursor_tx = tx, cursor_id = row_id,
		cluster = in_cluster, moved_at = clock_timestamp()
	WHERE size = old_size;
	is_moved := FOUND;
	PERFORM set_config('tracebook.exit', '', true);
	RETURN is_moved;
END $$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION "seal_move"(bigint, bigint, bytea, bytea, xid8, bigint, text) FROM PUBLIC;
