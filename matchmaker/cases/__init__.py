"""The choice of model cases (典型案例): what a case lacks, and how marks make an order."""
