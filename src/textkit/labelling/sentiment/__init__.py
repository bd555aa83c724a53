"""Polarity of sentences, of words towards targets, and what both rest on: the valence of words in their context."""
