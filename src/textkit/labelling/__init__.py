"""Label: text to tables of labelled spans. Every labeller is a pure function of one document."""
