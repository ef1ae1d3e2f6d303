"""Second factors as values: codes of an app, recovery codes, passkeys. Rows are written by the operations."""
