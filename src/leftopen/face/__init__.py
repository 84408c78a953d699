"""What people see: the command line.

What is loaded at the start is not gone through for garbage again and again, which took a twelfth of it.
"""

import gc

YOUNG = 100_000
"""Containers that may come to be before the garbage collector looks: about those that a command loads."""

gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
