"""Imported before all else: how seldom the garbage collector looks while the house is built.

A start makes some million objects that stay. To look through them again and again, and once more at the end,
took a third of its time; `service.app` freezes what it has imported.
"""

import gc

gc.set_threshold(10_000, 20, 100)
