/* Links come and go without a trace: resident memory after thousands of them is what it was after the first hundreds. */
#include <unistd.h>

#include "check.h"

static double resident_mb(void)
{
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    CHECK(file && fscanf(file, "%*s %ld", &pages) == 1);
    fclose(file);
    return (double)pages * (double)sysconf(_SC_PAGESIZE) / 1e6;
}

static int leaks; /* with the argument leak: links are left, which must be found */

static void cycles(const char *json, int count, size_t bytes)
{
    static unsigned char block[100000];
    for (int i = 0; i < count; i++) {
        mosaic_link link;
        IS(MOSAIC_OK, mosaic_create(json, &link));
        IS(MOSAIC_OK, mosaic_transmit(link, block, block, bytes, NULL));
        if (!leaks)
            IS(MOSAIC_OK, mosaic_destroy(link));
    }
}

static void stays(const char *what, const char *json, int count, size_t bytes, double most)
{
    cycles(json, 2 * count, bytes); /* the heap takes the size that it works with */
    double before = resident_mb();
    for (int i = 0; i < 3; i++)
        cycles(json, count, bytes);
    double after = resident_mb();
    printf("%d links %s: %.1f MB, after three times as many more %.1f MB\n", count, what, before, after);
    CHECK(after - before < most);
}

int main(int count, char **arguments)
{
    leaks = count > 1 && strcmp(arguments[1], "leak") == 0;
    /* Some 1 kB each, and 4 MB once it is up. */
    stays("made and destroyed", LOSSY, 10000, 0, 10);
    stays("brought up, used and destroyed", LOSSY, 200, 100000, 60);
    stays("of two threads the same", SMALL(", \"threads\": 2"), 50, 100000, 60);
    return 0;
}
