"""The office's books: what is owed, paid, held and who lives where."""
