/* What a call costs, less than a microsecond, and how fast blocks of 1 MB go: medians of nine. */
#include <time.h>

#include "check.h"

enum { REPEATS = 9 };

static double on(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double seconds(void)
{
    return on(CLOCK_MONOTONIC);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double values[REPEATS])
{
    qsort(values, REPEATS, sizeof *values, by_size);
    return values[REPEATS / 2];
}

int main(int count, char **arguments)
{
    const char *json = count > 1 ? arguments[1] : "{}";
    enum { MEGABYTE = 1 << 20 };
    static unsigned char block[MEGABYTE];
    mosaic_link link, more;
    double values[REPEATS], started = seconds();
    IS(MOSAIC_OK, mosaic_create(json, &link));
    printf("runtime and first link: %.0f ms\n", 1e3 * (seconds() - started));
    started = seconds();
    IS(MOSAIC_OK, mosaic_transmit(link, block, block, 1, NULL));
    printf("bring-up: %.0f ms\n", 1e3 * (seconds() - started));

    for (int i = 0; i < 1000; i++) {
        started = seconds();
        IS(MOSAIC_OK, mosaic_create(json, &more));
        values[i % REPEATS] = seconds() - started;
        IS(MOSAIC_OK, mosaic_destroy(more));
    }
    printf("a further link: %.1f us\n", 1e6 * median(values));

    for (int i = 0; i < REPEATS; i++) {
        /* What this thread computes: others that keep it from the processor do not count. */
        started = on(CLOCK_THREAD_CPUTIME_ID);
        for (int j = 0; j < 100000; j++)
            (void)mosaic_transmit(link, block, block, 0, NULL);
        values[i] = (on(CLOCK_THREAD_CPUTIME_ID) - started) / 100000;
    }
    printf("a call without bytes: %.0f ns\n", 1e9 * median(values));
    CHECK(median(values) < 1e-6);

    for (int i = 0; i < REPEATS; i++) {
        started = seconds();
        for (int j = 0; j < 100; j++)
            IS(MOSAIC_OK, mosaic_transmit(link, block, block, MEGABYTE, NULL));
        values[i] = 100.0 * 8 * MEGABYTE / (seconds() - started);
    }
    printf("blocks of 1 MB: %.2f Gb/s\n", 1e-9 * median(values));
    return 0;
}
