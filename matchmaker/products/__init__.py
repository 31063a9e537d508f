"""Patent products (专利产品): what a filing asks for, and what cannot well be so. Pure."""
