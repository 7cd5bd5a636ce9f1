CREATE TABLE "exports" (
	"id" text PRIMARY KEY NOT NULL,
	"asked_at" timestamp(6) with time zone DEFAULT clock_timestamp() NOT NULL,
	"began_at" timestamp(6) with time zone,
	"ended_at" timestamp(6) with time zone,
	"beat_at" timestamp(6) with time zone,
	"state" text NOT NULL,
	"why" text,
	"viewer_kind" text NOT NULL,
	"viewer_id" text NOT NULL,
	"viewer_label" text NOT NULL,
	"orgs" text[],
	"world" text NOT NULL,
	"format" text NOT NULL,
	"masking" text NOT NULL,
	"reason" text,
	"question" text NOT NULL,
	"words" text NOT NULL,
	"bound" text NOT NULL,
	"as_of" timestamp(6) with time zone NOT NULL,
	"expected" bigint NOT NULL,
	"rows" bigint DEFAULT 0 NOT NULL,
	"bytes" bigint DEFAULT 0 NOT NULL,
	"deliveries" integer DEFAULT 0 NOT NULL,
	"sha256" text,
	"manifest" text,
	CONSTRAINT "exports_state" CHECK (state in ('asked', 'running', 'whole', 'interrupted', 'cancelled')),
	CONSTRAINT "exports_world" CHECK (world in ('real', 'sample'))
);
--> statement-breakpoint
CREATE INDEX "exports_time" ON "exports" USING btree ("asked_at","id");--> statement-breakpoint
CREATE INDEX "exports_running" ON "exports" USING btree ("beat_at") WHERE state = 'running';