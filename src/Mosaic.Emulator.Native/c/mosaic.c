/* The functions of mosaic.h: each starts the runtime if need be and calls the managed method of the same name. */
#include "mosaic.h"

#include <stdatomic.h>

#include "runtime.h"

#define ERROR_SIZE 2048
#define API(name, ...) int32_t (*name)(__VA_ARGS__, char *error, int32_t size)

/* In the order in which EntryPoints.Bind fills it. */
static struct {
    API(create, const char *, mosaic_link *);
    API(destroy, mosaic_link);
    API(reset, mosaic_link);
    API(transmit, mosaic_link, const void *, void *, size_t, mosaic_block *);
    API(get_totals, mosaic_link, mosaic_totals *);
    API(get_timing, mosaic_link, mosaic_timing *);
    API(get_statistics, mosaic_link, char *, size_t, size_t *);
    API(inject_fault, mosaic_link, const char *, int64_t *);
    API(on_event, mosaic_link, mosaic_event_handler, void *);
} managed;

static _Thread_local char last_error[ERROR_SIZE];
static atomic_bool is_bound;

static int bind_managed(void)
{
    if (!mosaic_runtime_bind((void **)&managed, sizeof managed / sizeof(void *), MOSAIC_VERSION, last_error, ERROR_SIZE))
        return 0;
    atomic_store_explicit(&is_bound, 1, memory_order_release);
    return 1;
}

#define CALL(name, ...) \
    (atomic_load_explicit(&is_bound, memory_order_acquire) || bind_managed() \
         ? (mosaic_status)managed.name(__VA_ARGS__, last_error, ERROR_SIZE) \
         : MOSAIC_NO_RUNTIME)

const char *mosaic_version(void) { return MOSAIC_VERSION; }

const char *mosaic_last_error(void) { return last_error; }

mosaic_status mosaic_create(const char *json, mosaic_link *link)
{
    if (link)
        *link = 0;
    return CALL(create, json, link);
}

mosaic_status mosaic_destroy(mosaic_link link) { return CALL(destroy, link); }

mosaic_status mosaic_reset(mosaic_link link) { return CALL(reset, link); }

mosaic_status mosaic_transmit(mosaic_link link, const void *sent, void *received, size_t bytes, mosaic_block *block)
{
    return CALL(transmit, link, sent, received, bytes, block);
}

mosaic_status mosaic_get_totals(mosaic_link link, mosaic_totals *totals) { return CALL(get_totals, link, totals); }

mosaic_status mosaic_get_timing(mosaic_link link, mosaic_timing *timing) { return CALL(get_timing, link, timing); }

mosaic_status mosaic_get_statistics(mosaic_link link, char *buffer, size_t size, size_t *length)
{
    return CALL(get_statistics, link, buffer, size, length);
}

mosaic_status mosaic_inject_fault(mosaic_link link, const char *fault, int64_t *frame)
{
    return CALL(inject_fault, link, fault, frame);
}

mosaic_status mosaic_on_event(mosaic_link link, mosaic_event_handler handler, void *user)
{
    return CALL(on_event, link, handler, user);
}
