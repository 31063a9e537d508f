"""The figures of the campaign: what is counted, how they grow, and where the year will end.

Pure: no session, no clock. Rules come from the notice of the campaign (鄂知发, May 2024) and the
summary table that it asks for.
"""
