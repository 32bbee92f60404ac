"""A built graph on the web: REST for the explorer, the SPARQL endpoint, a page for every entity.

The only room with a web framework. It reads what a build wrote and changes nothing.
"""
