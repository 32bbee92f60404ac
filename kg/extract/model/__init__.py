"""The learned extractor: one encoder pass over title and abstract, then mentions, entities and relations by small heads."""
