"""Files that want to do harm, made by code, and what becomes of them on their way in."""
