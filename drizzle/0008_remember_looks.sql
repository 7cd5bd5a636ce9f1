CREATE TABLE "looks" (
	"user_id" text NOT NULL,
	"world" text NOT NULL,
	"looked_at" timestamp(6) with time zone NOT NULL,
	"before_at" timestamp(6) with time zone,
	CONSTRAINT "looks_user_id_world_pk" PRIMARY KEY("user_id","world")
);
--> statement-breakpoint
ALTER TABLE "looks" ADD CONSTRAINT "looks_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;