ALTER TABLE "sign_in_links" ALTER COLUMN "email" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "sign_in_links" ADD COLUMN "kind" text NOT NULL;