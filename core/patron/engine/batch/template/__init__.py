"""The pieces of the generated kernel, as plain Python functions that can be read, linted and run.

`codegen` takes these functions' source, replaces the names of `flags` and `layout` by their values for
one plan, drops the branches that then can never run, and adds the functions that the plan's conditions
compile to. All data are flat arrays of integers, so that the same source runs compiled over NumPy
arrays and uncompiled over lists.
"""
