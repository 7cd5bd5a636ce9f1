CREATE TABLE "feature_churn" (
	"project" text NOT NULL,
	"feature" text NOT NULL,
	"month" date NOT NULL,
	"commits" integer NOT NULL,
	"authors" integer NOT NULL,
	"added" integer NOT NULL,
	"removed" integer NOT NULL,
	"counted_at" timestamp(6) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "feature_churn_project_month_feature_pk" PRIMARY KEY("project","month","feature")
);
--> statement-breakpoint
CREATE TABLE "feature_marks" (
	"world" text NOT NULL,
	"feature" text NOT NULL,
	"kind" text NOT NULL,
	"reason" text NOT NULL,
	"marked_by" text NOT NULL,
	"marked_at" timestamp(6) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "feature_marks_world_feature_pk" PRIMARY KEY("world","feature")
);
