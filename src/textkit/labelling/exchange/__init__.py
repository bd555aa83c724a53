"""Exchange with annotation tools: brat standoff, WebAnno and INCEpTION TSV."""
