"""The fields that each of Heroku's objects has, by hand from the API reference."""

from __future__ import annotations

APP = """acm archived_at build_stack buildpack_provided_description created_at generation git_url id
    internal_routing maintenance name organization owner process_tier region released_at repo_size
    slug_size space stack team updated_at web_url"""
RELEASE = """addon_plan_names app artifacts created_at current description eligible_for_rollback id
    output_stream_url slug status updated_at user version"""
BUILD = """app buildpacks created_at id output_stream_url release slug source_blob stack status
    updated_at user"""
SLUG = """blob buildpack_provided_description checksum commit commit_description created_at id
    process_types size stack updated_at"""
FORMATION = "app command created_at dyno_size id quantity size type updated_at"
DYNO = "app attach_url command created_at id name release size state type updated_at"
ADDON = """actions addon_service app billed_price billing_entity config_vars created_at id name plan
    provider_id provision_message state updated_at web_url"""
ATTACHMENT = "addon app created_at id log_input_url name namespace updated_at web_url"
PLAN = """addon_service compliance created_at default description human_name id
    installable_inside_private_network installable_outside_private_network name price space_default
    state updated_at visible"""
SERVICE = """cli_plugin_name created_at human_name id name state supported_generations
    supports_multiple_installations supports_sharing updated_at"""
PIPELINE = "created_at generation id name owner updated_at"
COUPLING = "app created_at id pipeline stage updated_at"
REVIEW_APP_CONFIG = """automatic_review_apps base_name deploy_target destroy_stale_apps pipeline_id
    repo stale_days wait_for_ci"""
PROMOTION = "created_at id pipeline source status updated_at"
PROMOTION_TARGET = "app error_message id pipeline_promotion release status"
COLLABORATOR = "app created_at id permissions role updated_at user"
WEBHOOK = "app created_at id include level updated_at url"
WEBHOOK_EVENT = "created_at id include payload updated_at"
WEBHOOK_DELIVERY = """created_at event id last_attempt next_attempt_at num_attempts status
    updated_at webhook"""
TEAM = """created_at credit_card_collections default enterprise_account id identity_provider
    membership_limit name provisioned_licenses role type updated_at"""
SNI_ENDPOINT = """app certificate_chain created_at display_name domains id name ssl_cert
    updated_at"""
FEATURE = """created_at description display_name doc_url enabled feedback_email id name state
    updated_at"""
DOMAIN = """acm_status acm_status_reason app cname created_at hostname id kind sni_endpoint status
    updated_at"""
DRAIN = "addon app created_at id token updated_at url"
LOG_SESSION = "created_at id logplex_url updated_at"
REGION = "country created_at description id locale name private_capable provider updated_at"
STACK = "created_at default id name state updated_at"
DYNO_SIZE = """architecture compute cost dedicated generation id memory name precise_dyno_units
    private_space_only"""
ACCOUNT = """allow_tracking beta country_of_residence created_at default_organization default_team
    delinquent_at email federated id identity_provider last_login name sms_number suspended_at
    two_factor_authentication updated_at verified"""
