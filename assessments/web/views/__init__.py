"""Pages of an assessment, one module for each person's part of the work."""
