"""Model cases (典型案例) of the campaign: written, sent, marked, chosen, published."""
