DROP INDEX "admin_actions_failure";--> statement-breakpoint
CREATE INDEX "admin_actions_actor_type" ON "admin_actions" USING btree ("actor_type","created_at","id") WHERE actor_type is not null;--> statement-breakpoint
CREATE INDEX "admin_actions_outcome" ON "admin_actions" USING btree ("outcome","created_at","id") WHERE outcome <> 'success';