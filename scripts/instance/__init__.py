"""What `scripts/portal` does: one instance of the portal on this machine, with the standard library alone."""
