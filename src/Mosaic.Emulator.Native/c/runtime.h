/* Hosts the .NET runtime. */
#ifndef MOSAIC_RUNTIME_H
#define MOSAIC_RUNTIME_H

#include <stddef.h>

/*
 * Starts the runtime, once, and has the managed library fill a table of its entry points. Safe to call from many threads.
 * Returns whether it is filled; if not, error says why, and further calls fail in the same way.
 */
int mosaic_runtime_bind(void **table, size_t count, const char *version, char *error, size_t size);

#endif
