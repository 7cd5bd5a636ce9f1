CREATE TABLE "issue_states" (
	"issue_id" bigint PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"settled_until" timestamp(6) with time zone NOT NULL,
	"settled_by" text NOT NULL,
	CONSTRAINT "issue_states_state" CHECK (state in ('resolved', 'ignored'))
);
--> statement-breakpoint
ALTER TABLE "issue_states" ADD CONSTRAINT "issue_states_issue_id_issues_id_fk" FOREIGN KEY ("issue_id") REFERENCES "public"."issues"("id") ON DELETE cascade ON UPDATE no action;