"""The machine-readable dump (数据包): what it holds, declared once for its rows and dictionary."""
