"""Who may do what, asked rather than tried."""
