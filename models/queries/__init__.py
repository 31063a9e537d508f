"""Every reusable SELECT and upsert, by table family."""
