-- What came after the first version. A store that has rows already gets this on its next start.

ALTER TABLE slugs ADD COLUMN refusal TEXT;

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

CREATE TABLE webhooks (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL REFERENCES apps ON DELETE CASCADE, include TEXT NOT NULL, level TEXT NOT NULL,
    url TEXT NOT NULL, secret TEXT NOT NULL, authorization TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE webhook_events (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL REFERENCES apps ON DELETE CASCADE, resource TEXT NOT NULL,
    action TEXT NOT NULL, data TEXT NOT NULL, previous_data TEXT NOT NULL, created_at TEXT NOT NULL
) STRICT;

CREATE TABLE webhook_deliveries (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL REFERENCES apps ON DELETE CASCADE,
    webhook_id TEXT NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    event_id TEXT NOT NULL REFERENCES webhook_events ON DELETE CASCADE, status TEXT NOT NULL,
    num_attempts INTEGER NOT NULL, next_attempt_at TEXT, attempt_id TEXT, attempt_at TEXT, code INTEGER,
    error_class TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE teams (
    id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, "default" INTEGER NOT NULL, created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE sni_endpoints (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL REFERENCES apps ON DELETE CASCADE, name TEXT NOT NULL UNIQUE,
    certificate_chain TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;

ALTER TABLE domains ADD COLUMN sni_endpoint_id TEXT REFERENCES sni_endpoints ON DELETE SET NULL;

ALTER TABLE addons ADD COLUMN config TEXT NOT NULL DEFAULT '{}';

CREATE TABLE transfers (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL REFERENCES apps ON DELETE CASCADE, addon_id TEXT NOT NULL,
    num INTEGER NOT NULL, type TEXT NOT NULL, from_name TEXT NOT NULL, to_name TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, schedule_id TEXT, started_at TEXT, canceled_at TEXT,
    finished_at TEXT, deleted_at TEXT, succeeded INTEGER, source_bytes INTEGER, bytes INTEGER, warnings INTEGER NOT NULL,
    UNIQUE (app_id, num)
) STRICT;

CREATE TABLE transfer_schedules (
    id TEXT PRIMARY KEY, addon_id TEXT NOT NULL REFERENCES addons ON DELETE CASCADE, name TEXT NOT NULL,
    hour INTEGER NOT NULL, timezone TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, ran_at TEXT,
    UNIQUE (addon_id, name)
) STRICT;
