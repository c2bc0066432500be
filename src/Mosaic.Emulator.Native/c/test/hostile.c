/* Callers that do everything wrong get an error that says so, and the link goes on as if they had not called. */
#include "check.h"

static unsigned char memory[400003], other[400003], expected[400003];

static mosaic_link make(const char *json)
{
    mosaic_link link = 99;
    IS(MOSAIC_OK, mosaic_create(json, &link));
    CHECK(link != 0 && link != 99);
    return link;
}

static void nulls(void)
{
    mosaic_link link = 99;
    IS(MOSAIC_INVALID_ARGUMENT, mosaic_create(NULL, &link));
    SAYS("NULL");
    SAYS("json");
    CHECK(link == 0);
    IS(MOSAIC_INVALID_ARGUMENT, mosaic_create("{}", NULL));
    IS(MOSAIC_INVALID_ARGUMENT, mosaic_create(NULL, NULL));
    link = make(SMALL(""));
    IS(MOSAIC_INVALID_ARGUMENT, mosaic_transmit(link, NULL, memory, 1, NULL));
    SAYS("sent");
    IS(MOSAIC_INVALID_ARGUMENT, mosaic_transmit(link, memory, NULL, 1, NULL));
    SAYS("received");
    IS(MOSAIC_OK, mosaic_transmit(link, NULL, NULL, 0, NULL));
    IS(MOSAIC_OK, mosaic_transmit(link, memory, memory, 1, NULL));
    IS(MOSAIC_INVALID_ARGUMENT, mosaic_get_totals(link, NULL));
    IS(MOSAIC_INVALID_ARGUMENT, mosaic_get_timing(link, NULL));
    IS(MOSAIC_INVALID_ARGUMENT, mosaic_get_statistics(link, NULL, 5, NULL));
    IS(MOSAIC_TOO_SMALL, mosaic_get_statistics(link, NULL, 0, NULL));
    IS(MOSAIC_INVALID_ARGUMENT, mosaic_inject_fault(link, NULL, NULL));
    IS(MOSAIC_OK, mosaic_inject_fault(link, "{ \"kind\": \"dead\", \"lane\": 3 }", NULL));
    IS(MOSAIC_OK, mosaic_on_event(link, NULL, NULL));
    IS(MOSAIC_OK, mosaic_destroy(link));
}

static void wrong_json(void)
{
    static const struct { const char *json, *says; } wrong[] = {
        {"", "JSON"}, {"{", "JSON"}, {"[]", "object"}, {"null", "object"}, {"5", "object"}, {"\xff\xfe", "UTF-8"}, {"{ \"seed\": \"\xc3\" }", "UTF-8"},
        {"{ \"fibre\": {} }", "fibre"}, {"{ \"fiber\": { \"lengthM\": -1 } }", "fiber.lengthM"}, {"{ \"fiber\": { \"lengthM\": \"far\" } }", "fiber.lengthM"},
        {"{ \"fiber\": { \"lengthM\": 1e400 } }", "fiber.lengthM"}, {"{ \"bonding\": { \"dataLanes\": 500 } }", "dataLanes"}, {"{ \"fec\": { \"code\": \"none at all\" } }", "fec.code"},
        {"{ \"engine\": \"tail\" }", "tail"}, {"{ \"traffic\": { \"pattern\": \"prbs31\" } }", "traffic.pattern"}, {"{ \"preset\": \"nowhere\" }", "preset"},
        {"{ \"optics\": { \"crosstalk\": \"file\", \"file\": \"/etc/passwd\" } }", "optics.file"}, {"{ \"fec\": { \"code\": \"plugin:a.dll#B\" } }", "fec.code"},
        {"{ \"traffic\": { \"pattern\": \"file\", \"input\": \"/etc/passwd\" } }", "traffic.pattern"}, {"{ \"capture\": { \"errors\": \"x\" } }", "capture"},
        {"{ \"bonding\": { \"frameBatches\": 2147483647 } }", "frameBatches"},
    };
    mosaic_link link;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        link = 99;
        IS(MOSAIC_INVALID_CONFIGURATION, mosaic_create(wrong[i].json, &link));
        CHECK(link == 0);
        SAYS(wrong[i].says);
    }

    /* Deep, long, and both beyond what a message has room for. */
    enum { DEEP = 200000 };
    char *deep = malloc(DEEP + 1);
    memset(deep, '[', DEEP);
    deep[DEEP] = 0;
    IS(MOSAIC_INVALID_CONFIGURATION, mosaic_create(deep, &link));
    memset(deep, 'x', DEEP);
    memcpy(deep, "{ \"", 3);
    memcpy(deep + DEEP - 6, "\": 1 }", 6);
    IS(MOSAIC_INVALID_CONFIGURATION, mosaic_create(deep, &link));
    CHECK(strlen(mosaic_last_error()) > 100);
    /* Cut between characters of two bytes. */
    for (int i = 3; i + 1 < DEEP - 6; i += 2)
        memcpy(deep + i, "\xc3\xa9", 2);
    deep[DEEP - 7] = 'x';
    IS(MOSAIC_INVALID_CONFIGURATION, mosaic_create(deep, &link));
    size_t length = strlen(mosaic_last_error());
    CHECK(length > 1000 && (unsigned char)mosaic_last_error()[length - 1] != 0xc3);
    free(deep);

    link = make(SMALL(""));
    IS(MOSAIC_INVALID_CONFIGURATION, mosaic_inject_fault(link, "", NULL));
    IS(MOSAIC_INVALID_CONFIGURATION, mosaic_inject_fault(link, "{}, {}", NULL));
    IS(MOSAIC_INVALID_CONFIGURATION, mosaic_inject_fault(link, "{ \"kind\": \"sick\" }", NULL));
    SAYS("kind");
    IS(MOSAIC_INVALID_CONFIGURATION, mosaic_inject_fault(link, "{ \"kind\": \"dead\", \"lane\": 40 }", NULL));
    SAYS("lane");
    IS(MOSAIC_INVALID_CONFIGURATION, mosaic_inject_fault(link, "\xff", NULL));
    IS(MOSAIC_OK, mosaic_destroy(link));
}

static void wrong_handles(void)
{
    mosaic_link link = make(SMALL("")), second;
    IS(MOSAIC_OK, mosaic_destroy(link));
    for (int i = 0; i < 3; i++) {
        mosaic_totals totals;
        mosaic_timing timing;
        mosaic_link bad = i == 0 ? link : i == 1 ? 0 : UINT64_MAX;
        IS(MOSAIC_NO_LINK, mosaic_transmit(bad, memory, memory, 10, NULL));
        IS(MOSAIC_NO_LINK, mosaic_transmit(bad, NULL, NULL, 10, NULL));
        IS(MOSAIC_NO_LINK, mosaic_get_totals(bad, &totals));
        IS(MOSAIC_NO_LINK, mosaic_get_timing(bad, &timing));
        IS(MOSAIC_NO_LINK, mosaic_get_statistics(bad, (char *)memory, sizeof memory, NULL));
        IS(MOSAIC_NO_LINK, mosaic_inject_fault(bad, "{}", NULL));
        IS(MOSAIC_NO_LINK, mosaic_on_event(bad, NULL, NULL));
        IS(MOSAIC_NO_LINK, mosaic_reset(bad));
        IS(MOSAIC_NO_LINK, mosaic_destroy(bad));
        SAYS("handle");
    }

    second = make(SMALL(""));
    CHECK(second != link);
    IS(MOSAIC_NO_LINK, mosaic_destroy(link));
    IS(MOSAIC_OK, mosaic_destroy(second));
}

/* Lengths from 0, addresses that are odd, in place and not: the same bytes as in one piece. */
static void odd_blocks(void)
{
    for (size_t i = 0; i < sizeof memory; i++)
        memory[i] = (unsigned char)(i * 2654435761u >> 13);
    mosaic_link link = make(LOSSY);
    mosaic_block whole;
    IS(MOSAIC_OK, mosaic_transmit(link, memory, expected, 400000, &whole));
    CHECK(whole.bit_errors > 0 && whole.lost_groups > 0);
    int64_t errors = 0;
    for (size_t i = 0; i < 400000; i++)
        errors += __builtin_popcount((unsigned)(memory[i] ^ expected[i]));
    CHECK(errors == whole.bit_errors);
    IS(MOSAIC_OK, mosaic_reset(link));

    char room[sizeof(mosaic_block) + 1];
    unsigned state = 1;
    for (size_t at = 0, piece; at < 400000; at += piece) {
        state = state * 1664525u + 1013904223u;
        piece = state >> 8 & 1 ? state >> 9 & 7 : state >> 9 & 4095;
        piece = piece < 400000 - at ? piece : 400000 - at;
        memcpy(other + 3, memory + at, piece);
        unsigned char *to = state >> 24 & 1 ? other + 3 : other + 3 + piece;
        other[3 + 2 * piece] = 0xa5;
        IS(MOSAIC_OK, mosaic_transmit(link, other + 3, to, piece, state >> 25 & 1 ? (void *)(room + 1) : NULL));
        CHECK(memcmp(to, expected + at, piece) == 0);
        CHECK(other[3 + 2 * piece] == 0xa5);
        if (state >> 25 & 1) {
            mosaic_block block;
            memcpy(&block, room + 1, sizeof block);
            CHECK(block.position == (int64_t)at);
        }
    }

    IS(MOSAIC_INVALID_ARGUMENT, mosaic_transmit(link, memory, memory + 1, 100, NULL));
    SAYS("overlap");
    IS(MOSAIC_INVALID_ARGUMENT, mosaic_transmit(link, memory + 99, memory, 100, NULL));
    IS(MOSAIC_INVALID_ARGUMENT, mosaic_transmit(link, memory, other, (size_t)1 << 31, NULL));
    SAYS("2147483648");
    IS(MOSAIC_INVALID_ARGUMENT, mosaic_transmit(link, memory, other, SIZE_MAX, NULL));
    mosaic_block next;
    IS(MOSAIC_OK, mosaic_transmit(link, memory, other, 1, &next));
    CHECK(next.position == 400000);
    IS(MOSAIC_OK, mosaic_destroy(link));
}

static void statistics(void)
{
    mosaic_link link = make(LOSSY);
    size_t length = 0, again = 0;
    IS(MOSAIC_TOO_SMALL, mosaic_get_statistics(link, NULL, 0, &length));
    IS(MOSAIC_OK, mosaic_transmit(link, memory, other, 400000, NULL));
    IS(MOSAIC_TOO_SMALL, mosaic_get_statistics(link, NULL, 0, &length));
    CHECK(length > 1000);
    char *json = malloc(length + 2);
    json[0] = json[length + 1] = 'x';
    IS(MOSAIC_TOO_SMALL, mosaic_get_statistics(link, json, length, &again));
    CHECK(again == length && json[0] == 'x');
    IS(MOSAIC_OK, mosaic_get_statistics(link, json, length + 1, &again));
    CHECK(again == length && strlen(json) == length && json[0] == '{' && json[length - 1] == '}' && json[length + 1] == 'x');
    CHECK(strstr(json, "\"fingerprint\": \""));
    mosaic_totals totals;
    mosaic_timing timing;
    IS(MOSAIC_OK, mosaic_get_totals(link, &totals));
    IS(MOSAIC_OK, mosaic_get_timing(link, &timing));
    char text[60];
    snprintf(text, sizeof text, "\"bitErrors\": %lld,", (long long)totals.bit_errors);
    CHECK(strstr(json, text));
    CHECK(totals.frames == 3 && totals.payload_bits == 3 * 8 * timing.frame_bytes && totals.codewords == 3 * 256);
    free(json);
    IS(MOSAIC_OK, mosaic_destroy(link));
}

static void handler_that_calls(const mosaic_event *event, void *user)
{
    mosaic_link link = *(mosaic_link *)user;
    CHECK(event->kind == MOSAIC_CODEWORDS_LOST && event->count > 0 && event->lane == -1);
    IS(MOSAIC_BUSY, mosaic_transmit(link, other, other, 1, NULL));
    IS(MOSAIC_BUSY, mosaic_destroy(link));
    IS(MOSAIC_BUSY, mosaic_reset(link));
    *(mosaic_link *)user = 0;
}

static void handlers(void)
{
    mosaic_link link = make(LOSSY), seen = link;
    IS(MOSAIC_OK, mosaic_on_event(link, handler_that_calls, &seen));
    for (int i = 0; i < 100 && seen; i++)
        IS(MOSAIC_OK, mosaic_transmit(link, memory, other, 100000, NULL));
    CHECK(seen == 0);
    IS(MOSAIC_OK, mosaic_on_event(link, NULL, NULL));
    IS(MOSAIC_OK, mosaic_transmit(link, memory, other, 400000, NULL));
    IS(MOSAIC_OK, mosaic_destroy(link));
}

static void a_link_that_is_down(void)
{
    mosaic_link link = make("{ \"array\": { \"rows\": 5, \"columns\": 8, \"deadChannels\": [3, 7] }, \"bonding\": { \"dataLanes\": 40, \"frameBatches\": 1 } }");
    for (int i = 0; i < 2; i++) {
        IS(MOSAIC_LINK_DOWN, mosaic_transmit(link, memory, other, 1, NULL));
        SAYS("3, 7");
    }
    IS(MOSAIC_OK, mosaic_destroy(link));
}

int main(void)
{
    CHECK(mosaic_last_error()[0] == 0);
    CHECK(strlen(mosaic_version()) >= 5);
    nulls();
    wrong_json();
    wrong_handles();
    odd_blocks();
    statistics();
    handlers();
    a_link_that_is_down();
    puts("hostile callers: errors, and no more");
    return 0;
}
