DROP INDEX "admin_actions_time";--> statement-breakpoint
DROP INDEX "admin_actions_actor";--> statement-breakpoint
DROP INDEX "admin_actions_actor_type";--> statement-breakpoint
DROP INDEX "admin_actions_on_behalf_of";--> statement-breakpoint
DROP INDEX "admin_actions_action";--> statement-breakpoint
DROP INDEX "admin_actions_org";--> statement-breakpoint
DROP INDEX "admin_actions_feature";--> statement-breakpoint
DROP INDEX "admin_actions_surface";--> statement-breakpoint
CREATE INDEX "admin_actions_time" ON "admin_actions" USING btree ("created_at","id","source");--> statement-breakpoint
CREATE INDEX "admin_actions_actor" ON "admin_actions" USING btree ("actor_id","created_at","id","source");--> statement-breakpoint
CREATE INDEX "admin_actions_actor_type" ON "admin_actions" USING btree ("actor_type","created_at","id","source") WHERE actor_type is not null;--> statement-breakpoint
CREATE INDEX "admin_actions_on_behalf_of" ON "admin_actions" USING btree ("on_behalf_of","created_at","id","source") WHERE on_behalf_of is not null;--> statement-breakpoint
CREATE INDEX "admin_actions_action" ON "admin_actions" USING btree ("action" text_pattern_ops,"created_at","id","source");--> statement-breakpoint
CREATE INDEX "admin_actions_org" ON "admin_actions" USING btree ("org_id","created_at","id","source");--> statement-breakpoint
CREATE INDEX "admin_actions_feature" ON "admin_actions" USING btree ("feature","created_at","id","source") WHERE feature is not null;--> statement-breakpoint
CREATE INDEX "admin_actions_surface" ON "admin_actions" USING btree ("surface","created_at","id","source") WHERE surface is not null;