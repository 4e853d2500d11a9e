"""What people look for and open, learned without learning who they are."""
