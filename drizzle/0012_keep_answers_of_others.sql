CREATE TABLE "kept_answers" (
	"key" text PRIMARY KEY NOT NULL,
	"answer" text NOT NULL,
	"asked_at" timestamp(6) with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "kept_answers_time" ON "kept_answers" USING btree ("asked_at");