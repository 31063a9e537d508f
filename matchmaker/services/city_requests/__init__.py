"""What cities ask of the province: written, taken on, answered, and whether it helped."""
