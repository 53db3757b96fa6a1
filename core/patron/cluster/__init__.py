"""One scheme over more members than a machine holds: the batch runner in parts of the members, on Spark."""
