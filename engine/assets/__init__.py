"""Picture and static sources -> files named by what went in.

A picture is found (sources, fetch), told by its bytes (fingerprint), made once for its digest and recipe (encode,
store) and linked into the output under a name that changes with either. A broken picture is a Refusal, no exception.
"""
