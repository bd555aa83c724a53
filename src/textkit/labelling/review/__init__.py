"""A human in the loop: samples of labels to judge (``sheets``), and judgements put back (``corrections``).

``consequences`` makes what follows from changed quotations; ``spreadsheets`` reads and writes what people fill in.
"""
