"""What others would search a stock with, a module each: a process loads only its own."""
