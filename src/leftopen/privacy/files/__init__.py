"""`leftopen classify`: the classifier alone, over files of many formats."""
