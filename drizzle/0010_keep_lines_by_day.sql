CREATE TABLE "log_lines" (
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "log_lines_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"recorded_at" timestamp(6) with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp(6) with time zone NOT NULL,
	"source" text NOT NULL,
	"import_id" bigint,
	"service" text,
	"level" text,
	"message" text NOT NULL,
	"request_id" text,
	"trace_id" text,
	"span_id" text,
	"user_id" text,
	"org_id" text,
	"session_id" text,
	"feature" text,
	"surface" text,
	"method" text,
	"route" text,
	"status" integer,
	"duration_ms" double precision,
	"attributes" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"raw" text NOT NULL,
	"flags" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "log_lines_id_recorded_at_pk" PRIMARY KEY("id","recorded_at"),
	CONSTRAINT "log_lines_level" CHECK (level in ('trace', 'debug', 'info', 'warn', 'error', 'fatal'))
) PARTITION BY RANGE ("recorded_at");
--> statement-breakpoint
CREATE INDEX "log_lines_time" ON "log_lines" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "log_lines_service" ON "log_lines" USING btree ("service","created_at","id");--> statement-breakpoint
CREATE INDEX "log_lines_level" ON "log_lines" USING btree ("level","created_at","id") WHERE level in ('warn', 'error', 'fatal');--> statement-breakpoint
CREATE INDEX "log_lines_org" ON "log_lines" USING btree ("org_id","created_at","id");--> statement-breakpoint
CREATE INDEX "log_lines_request" ON "log_lines" USING btree (left(request_id, 200),"created_at","id") WHERE request_id is not null;--> statement-breakpoint
CREATE INDEX "log_lines_trace" ON "log_lines" USING btree ("trace_id","created_at","id") WHERE trace_id is not null;--> statement-breakpoint
CREATE INDEX "log_lines_user" ON "log_lines" USING btree ("user_id","created_at","id") WHERE user_id is not null;--> statement-breakpoint
CREATE INDEX "log_lines_session" ON "log_lines" USING btree ("session_id","created_at","id") WHERE session_id is not null;--> statement-breakpoint
CREATE INDEX "log_lines_import" ON "log_lines" USING btree ("import_id") WHERE import_id is not null;--> statement-breakpoint
CREATE INDEX "log_lines_sample" ON "log_lines" USING btree ("created_at","id") WHERE source like 'sample/%';--> statement-breakpoint

-- The words of a line, cut as those of an action are, for free words and for `attr.<path>`.
CREATE FUNCTION "line_words"("service" text, "message" text, "user_id" text, "request_id" text, "trace_id" text, "attributes" jsonb)
	RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 2000
	RETURN "public"."action_words"(user_id, service, NULL, message, NULL, NULL, request_id, trace_id, attributes);
--> statement-breakpoint
CREATE INDEX "log_lines_words" ON "log_lines" USING gin ("line_words"("service", "message", "user_id", "request_id", "trace_id", "attributes"));
--> statement-breakpoint

-- Partitions for the days from one to another, both included, days of UTC. Those that are there stay as they are.
CREATE FUNCTION "log_lines_days"("first_day" date, "last_day" date) RETURNS void
	LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
	day date;
BEGIN
	PERFORM pg_advisory_xact_lock(hashtextextended('tracebook log_lines partitions', 0));
	FOR day IN SELECT generate_series(first_day, last_day, interval '1 day')::date LOOP
		IF to_regclass(format('public.log_lines_%s', to_char(day, 'YYYYMMDD'))) IS NULL THEN
			EXECUTE format('CREATE TABLE public.log_lines_%s PARTITION OF public.log_lines FOR VALUES FROM (%L) TO (%L)',
				to_char(day, 'YYYYMMDD'), day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
		END IF;
	END LOOP;
END $$;
--> statement-breakpoint

-- Drops the partitions of the days before one. Answers which days these were.
CREATE FUNCTION "log_lines_expire"("first_kept" date) RETURNS SETOF date
	LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
	name text;
BEGIN
	PERFORM pg_advisory_xact_lock(hashtextextended('tracebook log_lines partitions', 0));
	FOR name IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
		WHERE i.inhparent = 'public.log_lines'::regclass AND c.relname ~ '^log_lines_[0-9]{8}$' ORDER BY c.relname LOOP
		IF to_date(right(name, 8), 'YYYYMMDD') < first_kept THEN
			EXECUTE format('DROP TABLE public.%I', name);
			RETURN NEXT to_date(right(name, 8), 'YYYYMMDD');
		END IF;
	END LOOP;
END $$;
--> statement-breakpoint

SELECT "log_lines_days"((now() AT TIME ZONE 'UTC')::date, (now() AT TIME ZONE 'UTC')::date + 7);
--> statement-breakpoint

-- The sample's lines go with its actions.
CREATE OR REPLACE FUNCTION "drop_sample"() RETURNS bigint
	LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	dropped bigint;
BEGIN
	PERFORM set_config('tracebook.exit', 'drop_sample', true);
	DELETE FROM public.admin_actions WHERE source = 'sample' OR source LIKE 'sample/%';
	GET DIAGNOSTICS dropped = ROW_COUNT;
	PERFORM set_config('tracebook.exit', '', true);
	DELETE FROM public.log_lines WHERE source LIKE 'sample/%';
	RETURN dropped;
END $$;
