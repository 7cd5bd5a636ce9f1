ALTER TABLE "imports" ADD COLUMN "skipped" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "imports" ADD COLUMN "blank" bigint DEFAULT 0 NOT NULL;