"""Where calls run: processes of this machine, or the workers of a Dask cluster, behind one `Executor`."""
