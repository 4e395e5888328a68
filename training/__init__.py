"""Making and measuring the coder of replies; no part of the package that is installed."""
