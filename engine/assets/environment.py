"""What the environment of a process that makes pictures says."""

# To be set before a worker starts: libvips reads the first and last as it loads, malloc the second as the process does.
# One thread is also what makes AVIF bytes the same everywhere. A worker that refuses untrusted loaders cannot draw SVG.
WORKER_ENVIRONMENT = {"VIPS_CONCURRENCY": "1", "MALLOC_ARENA_MAX": "1", "VIPS_BLOCK_UNTRUSTED": "1"}
