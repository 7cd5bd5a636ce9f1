CREATE TABLE "usage_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "usage_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"recorded_at" timestamp(6) with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp(6) with time zone NOT NULL,
	"source" text NOT NULL,
	"event_id" text NOT NULL,
	"trust" text NOT NULL,
	"event" text NOT NULL,
	"user_id" text,
	"session_id" text,
	"feature" text,
	"surface" text,
	"org_id" text,
	"request_id" text,
	"properties" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"flags" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "usage_events_trust" CHECK (trust in ('server', 'client'))
);
--> statement-breakpoint
CREATE TABLE "usage_features" (
	"source" text NOT NULL,
	"feature" text NOT NULL,
	"org_id" text NOT NULL,
	"events" bigint NOT NULL,
	"first_used" timestamp(6) with time zone NOT NULL,
	"last_used" timestamp(6) with time zone NOT NULL,
	CONSTRAINT "usage_features_feature_org_id_source_pk" PRIMARY KEY("feature","org_id","source")
);
--> statement-breakpoint
CREATE TABLE "usage_ledgers" (
	"key" text PRIMARY KEY NOT NULL,
	"question" jsonb NOT NULL,
	"as_of" timestamp(6) with time zone NOT NULL,
	"asked_at" timestamp(6) with time zone NOT NULL,
	"took_ms" integer NOT NULL,
	"answer" text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX "usage_events_event" ON "usage_events" USING btree ("event_id","source");--> statement-breakpoint
CREATE INDEX "usage_events_time" ON "usage_events" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "usage_events_feature" ON "usage_events" USING btree ("feature","created_at","id");--> statement-breakpoint
CREATE INDEX "usage_events_org" ON "usage_events" USING btree ("org_id","created_at","id");--> statement-breakpoint
CREATE INDEX "usage_events_request" ON "usage_events" USING btree (left(request_id, 200),"created_at","id") WHERE request_id is not null;--> statement-breakpoint
CREATE INDEX "usage_events_session" ON "usage_events" USING btree ("session_id","created_at","id") WHERE session_id is not null;--> statement-breakpoint
CREATE INDEX "usage_events_user" ON "usage_events" USING btree ("user_id","created_at","id") WHERE user_id is not null;--> statement-breakpoint
CREATE INDEX "usage_events_use" ON "usage_events" USING btree ("created_at") INCLUDE ("feature", "surface", "org_id", "user_id") WHERE left(event, 1) <> '$' and not flags @> '{bot}' and not source like 'sample/%';--> statement-breakpoint
CREATE INDEX "usage_events_bots" ON "usage_events" USING btree ("created_at") WHERE flags @> '{bot}';--> statement-breakpoint
CREATE INDEX "usage_events_sample" ON "usage_events" USING btree ("created_at","id") WHERE source like 'sample/%';--> statement-breakpoint
CREATE INDEX "usage_events_recorded" ON "usage_events" USING brin ("recorded_at");--> statement-breakpoint

-- The sample's product events go with the rest of it.
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
	DELETE FROM public.error_events WHERE project LIKE 'sample/%';
	DELETE FROM public.transactions WHERE project LIKE 'sample/%';
	DELETE FROM public.issues WHERE project LIKE 'sample/%';
	DELETE FROM public.usage_events WHERE source LIKE 'sample/%';
	DELETE FROM public.usage_features WHERE source LIKE 'sample/%';
	DELETE FROM public.usage_ledgers;
	RETURN dropped;
END $$;
