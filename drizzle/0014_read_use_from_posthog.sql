CREATE TABLE "posthog_counts" (
	"window_id" bigint NOT NULL,
	"feature" text NOT NULL,
	"key" text NOT NULL,
	"org_id" text NOT NULL,
	"events" bigint NOT NULL,
	"nobody" bigint NOT NULL,
	"people" bigint NOT NULL,
	"came_back" bigint NOT NULL,
	"last_used" timestamp(6) with time zone,
	CONSTRAINT "posthog_counts_window_id_feature_key_org_id_pk" PRIMARY KEY("window_id","feature","key","org_id")
);
--> statement-breakpoint
CREATE TABLE "posthog_days" (
	"source" text NOT NULL,
	"day" date NOT NULL,
	"read_at" timestamp(6) with time zone NOT NULL,
	CONSTRAINT "posthog_days_source_day_pk" PRIMARY KEY("source","day")
);
--> statement-breakpoint
CREATE TABLE "posthog_ends" (
	"source" text NOT NULL,
	"feature" text NOT NULL,
	"surface" text NOT NULL,
	"org_id" text NOT NULL,
	"first_used" timestamp(6) with time zone NOT NULL,
	"last_used" timestamp(6) with time zone NOT NULL,
	CONSTRAINT "posthog_ends_source_feature_surface_org_id_pk" PRIMARY KEY("source","feature","surface","org_id")
);
--> statement-breakpoint
CREATE TABLE "posthog_hours" (
	"source" text NOT NULL,
	"hour" timestamp(6) with time zone NOT NULL,
	"feature" text NOT NULL,
	"surface" text NOT NULL,
	"org_id" text NOT NULL,
	"events" bigint NOT NULL,
	"nobody" bigint NOT NULL,
	"requests" bigint NOT NULL,
	CONSTRAINT "posthog_hours_source_hour_feature_surface_org_id_pk" PRIMARY KEY("source","hour","feature","surface","org_id")
);
--> statement-breakpoint
CREATE TABLE "posthog_syncs" (
	"source" text PRIMARY KEY NOT NULL,
	"started_at" timestamp(6) with time zone NOT NULL,
	"finished_at" timestamp(6) with time zone,
	"error" text,
	"bytes_left" bigint
);
--> statement-breakpoint
CREATE TABLE "posthog_windows" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "posthog_windows_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"source" text NOT NULL,
	"zone" text NOT NULL,
	"from_day" date NOT NULL,
	"to_day" date NOT NULL,
	"breakdown" text NOT NULL,
	"asked_at" timestamp(6) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "posthog_counts" ADD CONSTRAINT "posthog_counts_window_id_posthog_windows_id_fk" FOREIGN KEY ("window_id") REFERENCES "public"."posthog_windows"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "posthog_hours_surface" ON "posthog_hours" USING btree ("source","surface","hour");--> statement-breakpoint
CREATE UNIQUE INDEX "posthog_windows_place" ON "posthog_windows" USING btree ("source","zone","breakdown","from_day","to_day");