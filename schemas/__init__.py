"""What clients may send and what they get back: pure, standard library and marshmallow only."""
