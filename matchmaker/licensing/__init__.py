"""Open licences (专利开放许可) as the law has them: what bars one, and what it saves. Pure."""
