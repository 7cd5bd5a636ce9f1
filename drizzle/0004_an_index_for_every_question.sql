DROP INDEX "admin_actions_subject";--> statement-breakpoint
DROP INDEX "admin_actions_request";--> statement-breakpoint
CREATE INDEX "admin_actions_on_behalf_of" ON "admin_actions" USING btree ("on_behalf_of","created_at","id") WHERE on_behalf_of is not null;--> statement-breakpoint
CREATE INDEX "admin_actions_action" ON "admin_actions" USING btree ("action" text_pattern_ops,"created_at","id");--> statement-breakpoint
CREATE INDEX "admin_actions_category" ON "admin_actions" USING btree (substring(action from '^[^.:/ ]*'),"created_at","id");--> statement-breakpoint
CREATE INDEX "admin_actions_subject_type" ON "admin_actions" USING btree ("subject_type","created_at","id") WHERE subject_type is not null;--> statement-breakpoint
CREATE INDEX "admin_actions_feature" ON "admin_actions" USING btree ("feature","created_at","id") WHERE feature is not null;--> statement-breakpoint
CREATE INDEX "admin_actions_surface" ON "admin_actions" USING btree ("surface","created_at","id") WHERE surface is not null;--> statement-breakpoint
CREATE INDEX "admin_actions_failure" ON "admin_actions" USING btree ("created_at","id") WHERE outcome = 'failure';--> statement-breakpoint
CREATE INDEX "admin_actions_import" ON "admin_actions" USING btree ("import_id","created_at","id") WHERE import_id is not null;--> statement-breakpoint
CREATE INDEX "admin_actions_recorded" ON "admin_actions" USING brin ("recorded_at");--> statement-breakpoint
CREATE INDEX "admin_actions_subject" ON "admin_actions" USING btree ("subject_id","created_at","id") WHERE subject_id is not null;--> statement-breakpoint
CREATE INDEX "admin_actions_request" ON "admin_actions" USING btree (left(request_id, 200),"created_at","id") WHERE request_id is not null;--> statement-breakpoint
ALTER TABLE "admin_actions" ADD CONSTRAINT "admin_actions_outcome" CHECK (outcome in ('success', 'failure', 'unknown'));