"""What makes a release run on this machine: builder, supervisor, router, log buffer, PostgreSQL."""
