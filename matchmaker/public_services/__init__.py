"""Public services of the office on plain values: which policy holds, who has a place, what fits."""
