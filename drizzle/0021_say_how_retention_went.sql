ALTER TABLE "retention_rules" ADD COLUMN "ran_at" timestamp(6) with time zone;--> statement-breakpoint
ALTER TABLE "retention_rules" ADD COLUMN "ran_rows" bigint;--> statement-breakpoint
ALTER TABLE "retention_rules" ADD COLUMN "ran_trouble" text;