"""What each workflow needs from this house: facts, detail row, money, effects."""
