"""Reports for reviewers: what a change does to a stack, dangerous things first."""
