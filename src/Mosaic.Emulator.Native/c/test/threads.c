/* Many threads on one link: each call is done as a whole or refused as busy; and links of different threads do not meet. */
#include <pthread.h>
#include <stdatomic.h>

#include "check.h"

enum { THREADS = 4, CALLS = 20000, BYTES = 1000 };

static mosaic_link shared;
static atomic_long done, busy, gone;

static void *use_shared(void *unused)
{
    unsigned char bytes[BYTES] = {0};
    (void)unused;
    for (int i = 0; i < CALLS; i++) {
        mosaic_status status = mosaic_transmit(shared, bytes, bytes, BYTES, NULL);
        CHECK(status == MOSAIC_OK || status == MOSAIC_BUSY);
        atomic_fetch_add(status == MOSAIC_OK ? &done : &busy, 1);
    }
    return NULL;
}

/* One of them destroys it under the others. */
static void *use_until_destroyed(void *destroys)
{
    unsigned char bytes[BYTES] = {0};
    for (int i = 0;; i++) {
        mosaic_status status = destroys && i > 1000 ? mosaic_destroy(shared) : mosaic_transmit(shared, bytes, bytes, BYTES, NULL);
        CHECK(status == MOSAIC_OK || status == MOSAIC_BUSY || status == MOSAIC_NO_LINK);
        if (status == MOSAIC_NO_LINK) {
            atomic_fetch_add(&gone, 1);
            return NULL;
        }
    }
}

static void *use_own(void *fingerprint)
{
    mosaic_link link;
    unsigned char *bytes = calloc(1, 500000);
    IS(MOSAIC_OK, mosaic_create(LOSSY, &link));
    IS(MOSAIC_OK, mosaic_transmit(link, bytes, bytes, 500000, NULL));
    char *json = malloc(1 << 20);
    IS(MOSAIC_OK, mosaic_get_statistics(link, json, 1 << 20, NULL));
    char *found = strstr(json, "\"fingerprint\"");
    CHECK(found);
    memcpy(fingerprint, found, 34);
    IS(MOSAIC_INVALID_CONFIGURATION, mosaic_inject_fault(link, "{}", NULL));
    IS(MOSAIC_OK, mosaic_destroy(link));
    free(json);
    free(bytes);
    return NULL;
}

static void together(void *(*work)(void *), char *arguments[THREADS])
{
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_create(&threads[i], NULL, work, arguments[i]) == 0);
    for (int i = 0; i < THREADS; i++)
        CHECK(pthread_join(threads[i], NULL) == 0);
}

int main(void)
{
    /* The first calls of all, so that threads also race for the runtime. */
    static char fingerprints[THREADS][40];
    together(use_own, (char *[]){fingerprints[0], fingerprints[1], fingerprints[2], fingerprints[3]});
    for (int i = 1; i < THREADS; i++)
        CHECK(strcmp(fingerprints[0], fingerprints[i]) == 0);
    CHECK(mosaic_last_error()[0] == 0);

    IS(MOSAIC_OK, mosaic_create(LOSSY, &shared));
    together(use_shared, (char *[THREADS]){NULL});
    mosaic_block block;
    unsigned char byte = 0;
    IS(MOSAIC_OK, mosaic_transmit(shared, &byte, &byte, 1, &block));
    CHECK(done + busy == THREADS * CALLS);
    CHECK(block.position == done * BYTES);
    together(use_until_destroyed, (char *[THREADS]){"destroys"});
    CHECK(gone == THREADS);
    printf("%ld calls done, %ld refused as busy\n", (long)done, (long)busy);
    return 0;
}
