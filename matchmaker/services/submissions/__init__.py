"""What cities hand in to the province each year: plans, reports, and how these add up."""
