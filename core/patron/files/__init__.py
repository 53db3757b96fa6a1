"""Companies' files to histories, and results to files: CSV, Excel and Parquet."""
