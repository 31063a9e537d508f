"""The data layer: tables, value types and queries. A leaf: it reads no settings."""
