-- One table per noun. Columns carry the names of the records' fields; tuples and maps are JSON text, booleans 0 or 1.
-- Rows go with the app they belong to. A slug does not: other apps may run it after a promotion.

CREATE TABLE apps (
    id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, region TEXT NOT NULL, stack TEXT NOT NULL, build_stack TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, released_at TEXT, acm INTEGER NOT NULL, maintenance INTEGER NOT NULL,
    buildpacks TEXT NOT NULL, features TEXT NOT NULL, config_vars TEXT NOT NULL
) STRICT;

CREATE TABLE slugs (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL, stack TEXT NOT NULL, process_types TEXT NOT NULL,
    blob_token TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, checksum TEXT, "commit" TEXT,
    commit_description TEXT, provided_description TEXT, size INTEGER
) STRICT;

CREATE TABLE releases (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL REFERENCES apps ON DELETE CASCADE, version INTEGER NOT NULL,
    description TEXT NOT NULL, status TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    slug_id TEXT REFERENCES slugs, addon_plan_names TEXT NOT NULL, output_token TEXT UNIQUE, config_vars TEXT NOT NULL,
    UNIQUE (app_id, version)
) STRICT;

CREATE TABLE sources (id TEXT PRIMARY KEY, created_at TEXT NOT NULL) STRICT;

CREATE TABLE builds (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL REFERENCES apps ON DELETE CASCADE, status TEXT NOT NULL, stack TEXT NOT NULL,
    source_url TEXT NOT NULL, source_checksum TEXT, source_version TEXT, source_description TEXT,
    output_token TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, buildpacks TEXT,
    slug_id TEXT, release_id TEXT
) STRICT;

CREATE TABLE formations (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL REFERENCES apps ON DELETE CASCADE, type TEXT NOT NULL, command TEXT NOT NULL,
    quantity INTEGER NOT NULL, size TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    UNIQUE (app_id, type)
) STRICT;

CREATE TABLE addons (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL REFERENCES apps ON DELETE CASCADE, name TEXT NOT NULL UNIQUE,
    plan TEXT NOT NULL, state TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE attachments (
    id TEXT PRIMARY KEY, addon_id TEXT NOT NULL REFERENCES addons ON DELETE CASCADE,
    app_id TEXT NOT NULL REFERENCES apps ON DELETE CASCADE, name TEXT NOT NULL, namespace TEXT,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    UNIQUE (app_id, name)
) STRICT;

CREATE TABLE pipelines (
    id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE couplings (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL UNIQUE REFERENCES apps ON DELETE CASCADE,
    pipeline_id TEXT NOT NULL REFERENCES pipelines ON DELETE CASCADE, stage TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE domains (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL REFERENCES apps ON DELETE CASCADE, hostname TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE drains (
    id TEXT PRIMARY KEY, app_id TEXT NOT NULL REFERENCES apps ON DELETE CASCADE, token TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, url TEXT NOT NULL
) STRICT;
