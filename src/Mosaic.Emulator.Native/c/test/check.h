#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <mosaic.h>

/* A small link: 40 lanes, frames of 164,480 bytes. */
#define SMALL(more) \
    "{ \"array\": { \"rows\": 5, \"columns\": 8 }, \"bonding\": { \"dataLanes\": 40, \"frameBatches\": 1 }," \
    " \"arrival\": { \"skewUi\": 500 }" more " }"
#define LOSSY SMALL(", \"fiber\": { \"lengthM\": 31.5 }")

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            fprintf(stderr, "%s:%d: %s; last error: %s\n", __FILE__, __LINE__, #condition, mosaic_last_error()); \
            exit(1); \
        } \
    } while (0)
#define IS(expected, call) CHECK((call) == (expected))
#define SAYS(text) CHECK(strstr(mosaic_last_error(), text))
