CREATE TABLE "error_events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "error_events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"recorded_at" timestamp(6) with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp(6) with time zone NOT NULL,
	"project" text NOT NULL,
	"event_id" text NOT NULL,
	"digest" text NOT NULL,
	"issue_id" bigint NOT NULL,
	"trust" text NOT NULL,
	"type" text,
	"message" text NOT NULL,
	"culprit" text,
	"level" text,
	"platform" text,
	"is_handled" boolean,
	"transaction" text,
	"request_id" text,
	"trace_id" text,
	"span_id" text,
	"session_id" text,
	"replay_id" text,
	"user_id" text,
	"org_id" text,
	"release" text,
	"environment" text,
	"feature" text,
	"surface" text,
	"request_method" text,
	"request_path" text,
	"sdk" text,
	"tags" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"exceptions" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"flags" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "error_events_level" CHECK (level in ('trace', 'debug', 'info', 'warn', 'error', 'fatal')),
	CONSTRAINT "error_events_trust" CHECK (trust in ('server', 'client'))
);
--> statement-breakpoint
CREATE TABLE "issue_counts" (
	"issue_id" bigint NOT NULL,
	"org_id" text NOT NULL,
	"events" bigint NOT NULL,
	"server_events" bigint NOT NULL,
	"people" bigint NOT NULL,
	"first_seen" timestamp(6) with time zone NOT NULL,
	"last_seen" timestamp(6) with time zone NOT NULL,
	"regressed_at" timestamp(6) with time zone,
	CONSTRAINT "issue_counts_issue_id_org_id_pk" PRIMARY KEY("issue_id","org_id")
);
--> statement-breakpoint
CREATE TABLE "issue_days" (
	"issue_id" bigint NOT NULL,
	"org_id" text NOT NULL,
	"day" date NOT NULL,
	"events" bigint NOT NULL,
	CONSTRAINT "issue_days_issue_id_org_id_day_pk" PRIMARY KEY("issue_id","org_id","day")
);
--> statement-breakpoint
CREATE TABLE "issue_people" (
	"issue_id" bigint NOT NULL,
	"org_id" text NOT NULL,
	"user_id" text NOT NULL,
	"events" bigint NOT NULL,
	"last_seen" timestamp(6) with time zone NOT NULL,
	CONSTRAINT "issue_people_issue_id_org_id_user_id_pk" PRIMARY KEY("issue_id","org_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "issues" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "issues_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"project" text NOT NULL,
	"fingerprint" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "project_keys" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "project_keys_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"project" text NOT NULL,
	"org_id" text,
	"trust" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp(6) with time zone DEFAULT now() NOT NULL,
	"revoked_at" timestamp(6) with time zone,
	CONSTRAINT "project_keys_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "transactions" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "transactions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"recorded_at" timestamp(6) with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp(6) with time zone NOT NULL,
	"project" text NOT NULL,
	"event_id" text NOT NULL,
	"digest" text NOT NULL,
	"trust" text NOT NULL,
	"name" text NOT NULL,
	"op" text,
	"status" text,
	"duration_ms" double precision NOT NULL,
	"request_id" text,
	"trace_id" text,
	"span_id" text,
	"parent_span_id" text,
	"session_id" text,
	"replay_id" text,
	"user_id" text,
	"org_id" text,
	"release" text,
	"environment" text,
	"feature" text,
	"surface" text,
	"sample_rate" double precision,
	"flags" text[] DEFAULT '{}' NOT NULL,
	CONSTRAINT "transactions_trust" CHECK (trust in ('server', 'client'))
);
--> statement-breakpoint
ALTER TABLE "issue_counts" ADD CONSTRAINT "issue_counts_issue_id_issues_id_fk" FOREIGN KEY ("issue_id") REFERENCES "public"."issues"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issue_days" ADD CONSTRAINT "issue_days_issue_id_issues_id_fk" FOREIGN KEY ("issue_id") REFERENCES "public"."issues"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "issue_people" ADD CONSTRAINT "issue_people_issue_id_issues_id_fk" FOREIGN KEY ("issue_id") REFERENCES "public"."issues"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "error_events_event" ON "error_events" USING btree ("event_id","project","digest");--> statement-breakpoint
CREATE INDEX "error_events_time" ON "error_events" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "error_events_issue" ON "error_events" USING btree ("issue_id","created_at","id");--> statement-breakpoint
CREATE INDEX "error_events_issue_org" ON "error_events" USING btree ("issue_id","org_id","created_at","id");--> statement-breakpoint
CREATE INDEX "error_events_org" ON "error_events" USING btree ("org_id","created_at","id");--> statement-breakpoint
CREATE INDEX "error_events_project" ON "error_events" USING btree ("project","created_at","id");--> statement-breakpoint
CREATE INDEX "error_events_request" ON "error_events" USING btree (left(request_id, 200),"created_at","id") WHERE request_id is not null;--> statement-breakpoint
CREATE INDEX "error_events_trace" ON "error_events" USING btree ("trace_id","created_at","id") WHERE trace_id is not null;--> statement-breakpoint
CREATE INDEX "error_events_session" ON "error_events" USING btree ("session_id","created_at","id") WHERE session_id is not null;--> statement-breakpoint
CREATE INDEX "error_events_replay" ON "error_events" USING btree ("replay_id","created_at","id") WHERE replay_id is not null;--> statement-breakpoint
CREATE INDEX "error_events_user" ON "error_events" USING btree ("user_id","created_at","id") WHERE user_id is not null;--> statement-breakpoint
CREATE INDEX "error_events_feature" ON "error_events" USING btree ("feature","created_at","id") WHERE feature is not null;--> statement-breakpoint
CREATE INDEX "error_events_sample" ON "error_events" USING btree ("created_at","id") WHERE project like 'sample/%';--> statement-breakpoint
CREATE INDEX "error_events_recorded" ON "error_events" USING brin ("recorded_at");--> statement-breakpoint
CREATE INDEX "issue_counts_last" ON "issue_counts" USING btree ("org_id","last_seen","issue_id");--> statement-breakpoint
CREATE INDEX "issue_counts_first" ON "issue_counts" USING btree ("org_id","first_seen","issue_id");--> statement-breakpoint
CREATE INDEX "issue_days_day" ON "issue_days" USING btree ("day");--> statement-breakpoint
CREATE INDEX "issue_people_gone" ON "issue_people" USING btree ("issue_id") WHERE events <= 0;--> statement-breakpoint
CREATE UNIQUE INDEX "issues_fingerprint" ON "issues" USING btree ("project","fingerprint");--> statement-breakpoint
CREATE INDEX "issues_sample" ON "issues" USING btree ("id") WHERE project like 'sample/%';--> statement-breakpoint
CREATE UNIQUE INDEX "transactions_event" ON "transactions" USING btree ("event_id","project","digest");--> statement-breakpoint
CREATE INDEX "transactions_time" ON "transactions" USING btree ("created_at","id");--> statement-breakpoint
CREATE INDEX "transactions_request" ON "transactions" USING btree (left(request_id, 200),"created_at","id") WHERE request_id is not null;--> statement-breakpoint
CREATE INDEX "transactions_trace" ON "transactions" USING btree ("trace_id","created_at","id") WHERE trace_id is not null;--> statement-breakpoint
CREATE INDEX "transactions_session" ON "transactions" USING btree ("session_id","created_at","id") WHERE session_id is not null;--> statement-breakpoint
CREATE INDEX "transactions_replay" ON "transactions" USING btree ("replay_id","created_at","id") WHERE replay_id is not null;--> statement-breakpoint
CREATE INDEX "transactions_sample" ON "transactions" USING btree ("created_at","id") WHERE project like 'sample/%';--> statement-breakpoint
CREATE INDEX "transactions_recorded" ON "transactions" USING brin ("recorded_at");
--> statement-breakpoint

-- The words of an error, cut as those of an action are, for free words and for `tag.<key>`.
CREATE FUNCTION "error_words"("type" text, "message" text, "culprit" text, "transaction" text, "user_id" text, "request_id" text, "trace_id" text, "tags" jsonb)
	RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 2000
	RETURN "public"."action_words"(user_id, type, transaction, message, culprit, NULL, request_id, trace_id, tags);
--> statement-breakpoint
CREATE INDEX "error_events_words" ON "error_events" USING gin ("error_words"("type", "message", "culprit", "transaction", "user_id", "request_id", "trace_id", "tags"));
--> statement-breakpoint

-- The sample's errors go with its actions and lines; what is counted of an issue goes with the issue.
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
	RETURN dropped;
END $$;
