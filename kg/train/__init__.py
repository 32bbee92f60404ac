"""Training of the learned extractor (extra `train`): annotated papers in, a model folder out."""
