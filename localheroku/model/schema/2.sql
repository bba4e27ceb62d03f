-- What came after the first version. A store that has rows already gets this on its next start.

CREATE TABLE stage_config_vars (
    id TEXT PRIMARY KEY, pipeline_id TEXT NOT NULL REFERENCES pipelines ON DELETE CASCADE, stage TEXT NOT NULL,
    config_vars TEXT NOT NULL,
    UNIQUE (pipeline_id, stage)
) STRICT;

CREATE TABLE review_app_configs (
    id TEXT PRIMARY KEY REFERENCES pipelines ON DELETE CASCADE, repo TEXT NOT NULL, automatic_review_apps INTEGER NOT NULL,
    base_name TEXT, region TEXT, destroy_stale_apps INTEGER NOT NULL, stale_days INTEGER NOT NULL,
    wait_for_ci INTEGER NOT NULL
) STRICT;

CREATE TABLE promotions (
    id TEXT PRIMARY KEY, pipeline_id TEXT NOT NULL REFERENCES pipelines ON DELETE CASCADE,
    source_app_id TEXT NOT NULL, source_release_id TEXT NOT NULL, created_at TEXT NOT NULL
) STRICT;

CREATE TABLE promotion_targets (
    id TEXT PRIMARY KEY, promotion_id TEXT NOT NULL REFERENCES promotions ON DELETE CASCADE,
    app_id TEXT NOT NULL, release_id TEXT NOT NULL REFERENCES releases ON DELETE CASCADE
) STRICT;

CREATE TABLE collaborators (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL REFERENCES apps ON DELETE CASCADE, email TEXT NOT NULL, role TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    UNIQUE (app_id, email)
) STRICT;
