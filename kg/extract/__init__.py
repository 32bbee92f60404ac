"""Paper -> Extraction: what a title and an abstract say, with the sentence that says it."""
