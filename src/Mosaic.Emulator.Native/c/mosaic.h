/*
 * Mosaic.Emulator: a microLED link as a component of a C or C++ program.
 *
 *   mosaic_link link;
 *   mosaic_block block;
 *   if (mosaic_create("{ \"fiber\": { \"lengthM\": 28 } }", &link) != MOSAIC_OK
 *       || mosaic_transmit(link, sent, received, 1500, &block) != MOSAIC_OK)
 *       fprintf(stderr, "%s\n", mosaic_last_error());
 *   else
 *       printf("%.0f ns, %s\n", block.received_ns - block.sent_ns, block.lost_groups ? "lost" : "whole");
 *   mosaic_destroy(link);
 *
 * Bytes go in, and as many come out at once, with what the link did to them and when. Lock, faults and spares carry over
 * from one call to the next; how bytes are cut into calls changes nothing. Same configuration and seed: same bytes, counts and
 * fingerprint, on any machine, and the same as from .NET and the command line.
 *
 * Threads. Any thread may call any function. One call at a time may use a link: a second one gets MOSAIC_BUSY and changes
 * nothing, a handler that uses its own link does too. Different links may be used at the same time. mosaic_last_error is
 * kept for each thread.
 *
 * Failure. Every function that can fail returns a status, and no exception leaves the library. What a function that failed
 * was to fill in is left as it was, but for *link of mosaic_create, which is 0 then, and *length of mosaic_get_statistics.
 * Handles are checked: one that was destroyed gets MOSAIC_NO_LINK, and none is given twice. Pointers are checked for NULL
 * only. Structures may be at any address.
 *
 * The first call starts the .NET runtime in the process, which takes about 0.1 s and stays until the process ends. It handles
 * signals, hands them on to the handlers that were there, and has SIGPIPE ignored. Its threads do not survive a fork: a child
 * uses links only if its parent had not called anything yet.
 */
#ifndef MOSAIC_H
#define MOSAIC_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define MOSAIC_API __attribute__((visibility("default")))
#else
#define MOSAIC_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* A link; 0 is none. */
typedef uint64_t mosaic_link;

typedef enum mosaic_status {
    MOSAIC_OK = 0,
    MOSAIC_INVALID_ARGUMENT = 1,      /* a pointer is NULL, a block too long, or two blocks overlap */
    MOSAIC_INVALID_CONFIGURATION = 2, /* the JSON is no configuration or no fault: the message names field, value and range */
    MOSAIC_NO_LINK = 3,               /* the handle is not that of a link, or not any more */
    MOSAIC_BUSY = 4,                  /* another call is using the link */
    MOSAIC_LINK_DOWN = 5,             /* the link did not come up: the message names the lanes that are missing */
    MOSAIC_TOO_SMALL = 6,             /* there is no room for the answer */
    MOSAIC_NO_RUNTIME = 7,            /* .NET, or the library's own assemblies, are not found */
    MOSAIC_FAILED = 8                 /* anything else, e.g. memory is short */
} mosaic_status;

/* What became of a block. Times are in ns from the beginning of the link's first frame. */
typedef struct mosaic_block {
    int64_t position;     /* bytes that went over the link before it */
    int64_t lost_groups;  /* groups of interleaved codewords that it has a part of and that are lost; 0: it is whole */
    int64_t bit_errors;   /* bits that were delivered wrongly */
    double sent_ns;       /* when its first bit enters the link */
    double last_bit_ns;   /* when its last bit enters */
    double received_ns;   /* when its last codeword has been received on the slowest lane */
} mosaic_block;

/* What does not change while a link runs. */
typedef struct mosaic_timing {
    int64_t frame_bytes;    /* payload of a frame, the step in which faults act and totals count */
    double payload_gbps;    /* payload that the link carries */
    double frame_ns;        /* from one frame to the next */
    double group_ns;        /* what the lanes take for a group of interleaved codewords */
    double propagation_ns;  /* through the fibre */
    double max_latency_ns;  /* the most from last bit in to last bit out, while no lane slips */
} mosaic_timing;

/* Counts of all frames of which bytes have been received. */
typedef struct mosaic_totals {
    int64_t frames;
    int64_t bits;               /* of codewords, before correction */
    int64_t bit_errors;
    int64_t codewords;
    int64_t codeword_errors;    /* not delivered as sent */
    int64_t groups;             /* of interleaved codewords */
    int64_t failed_groups;
    int64_t payload_bits;
    int64_t payload_bit_errors;
} mosaic_totals;

typedef enum mosaic_event_kind {
    MOSAIC_CODEWORDS_LOST = 1, /* codewords of the frame were not delivered as sent */
    MOSAIC_LOCK_LOST = 2,      /* the alignment of a lane was lost */
    MOSAIC_LANE_FAILED = 3,    /* a lane is called failed */
    MOSAIC_LANE_REPAIRED = 4   /* a lane that had failed is on another channel from this frame on */
} mosaic_event_kind;

typedef struct mosaic_event {
    int32_t kind;     /* mosaic_event_kind */
    int32_t lane;     /* -1: not of one lane */
    int32_t channel;  /* that the lane is on, after a repair the new one; or -1 */
    int32_t reserved;
    int64_t frame;    /* that shows it, from 0 */
    int64_t count;    /* codewords lost; else 1 */
    double time_ns;   /* when the frame begins */
} mosaic_event;

/*
 * Is told what happens on a link, in order, on the thread and during the call of mosaic_transmit that finds it. The event is
 * there until it returns. It must return: no longjmp, no exception.
 */
typedef void (*mosaic_event_handler)(const mosaic_event *event, void *user);

/* Version of the library, e.g. "0.1.0". */
MOSAIC_API const char *mosaic_version(void);

/* Why the last call on this thread that failed did so: one line of UTF-8, "" before any has; valid until the next one. */
MOSAIC_API const char *mosaic_last_error(void);

/*
 * Makes a link, which comes up when bytes are first sent.
 *   json   a configuration as `mosaic config` prints it, UTF-8; "{}" is the default link
 *   link   receives the handle
 * Files are not read: a measured matrix, a plug-in, payload from a file are refused by name.
 * The first link of a configuration takes some 30 ms, further ones with the same text a few microseconds.
 */
MOSAIC_API mosaic_status mosaic_create(const char *json, mosaic_link *link);

/* Ends a link and gives its memory back. */
MOSAIC_API mosaic_status mosaic_destroy(mosaic_link link);

/* Brings a link up afresh: counts are zero, faults that were injected are gone, the same errors come again. */
MOSAIC_API mosaic_status mosaic_reset(mosaic_link link);

/*
 * Sends a block over a link.
 *   sent      the bytes; NULL only with 0 of them
 *   received  receives as many: the same memory as sent, or memory apart from it
 *   bytes     0 to 2147483647
 *   block     receives what became of them; may be NULL
 */
MOSAIC_API mosaic_status mosaic_transmit(mosaic_link link, const void *sent, void *received, size_t bytes, mosaic_block *block);

/* Counts so far. */
MOSAIC_API mosaic_status mosaic_get_totals(mosaic_link link, mosaic_totals *totals);

/* Times that do not change. */
MOSAIC_API mosaic_status mosaic_get_timing(mosaic_link link, mosaic_timing *timing);

/*
 * The report so far as JSON, with the keys of `mosaic run --json`; its configuration repeats the link, faults included.
 *   buffer  receives UTF-8 that ends in 0; NULL only with a size of 0
 *   size    bytes that it has room for
 *   length  receives the bytes that the report has, the 0 not counted, also with MOSAIC_TOO_SMALL; may be NULL
 */
MOSAIC_API mosaic_status mosaic_get_statistics(mosaic_link link, char *buffer, size_t size, size_t *length);

/*
 * Lets something go wrong from the next frame on that is not on the lanes yet: the second one behind that of the last byte, or
 * the first of all.
 *   fault  an entry of `faults` in a configuration, e.g. { "kind": "dead", "lane": 37 }; its atFrame may be later
 *   frame  receives the frame from which on it acts; may be NULL
 */
MOSAIC_API mosaic_status mosaic_inject_fault(mosaic_link link, const char *fault, int64_t *frame);

/* Has events told to a handler, or, with NULL, to nobody. */
MOSAIC_API mosaic_status mosaic_on_event(mosaic_link link, mosaic_event_handler handler, void *user);

#ifdef __cplusplus
}
#endif

#endif
