"""Records whose every change is kept, and the files that belong to some of them."""
