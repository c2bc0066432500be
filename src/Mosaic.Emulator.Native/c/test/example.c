/* Ten thousand packets over 30 m, and what the link says of them. */
#include <stdio.h>
#include <stdlib.h>

#include <mosaic.h>

static void must(mosaic_status status)
{
    if (status != MOSAIC_OK) {
        fprintf(stderr, "mosaic: %s\n", mosaic_last_error());
        exit(1);
    }
}

static void tell(const mosaic_event *event, void *user)
{
    if (event->kind == MOSAIC_CODEWORDS_LOST)
        *(int64_t *)user += event->count;
}

int main(void)
{
    mosaic_link link;
    must(mosaic_create("{ \"fiber\": { \"lengthM\": 30 } }", &link));
    int64_t told = 0;
    must(mosaic_on_event(link, tell, &told));

    unsigned char packet[1500] = {0};
    mosaic_block block;
    int lost = 0;
    for (int i = 0; i < 10000; i++) {
        must(mosaic_transmit(link, packet, packet, sizeof packet, &block));
        lost += block.lost_groups > 0;
    }

    mosaic_totals totals;
    must(mosaic_get_totals(link, &totals));
    printf("%d packets lost of 10000; the last was received at %.0f ns\n", lost, block.received_ns);
    printf("%.2e before FEC, %lld of %lld codewords lost, %lld told\n", (double)totals.bit_errors / (double)totals.bits,
           (long long)totals.codeword_errors, (long long)totals.codewords, (long long)told);
    must(mosaic_destroy(link));
    return 0;
}
