/* The library without what belongs beside it: every call says so, and none crashes. */
#include "check.h"

int main(void)
{
    unsigned char byte = 1;
    mosaic_link link = 99;
    for (int i = 0; i < 2; i++) {
        IS(MOSAIC_NO_RUNTIME, mosaic_create("{}", &link));
        SAYS("runtimeconfig.json");
        CHECK(link == 0);
        IS(MOSAIC_NO_RUNTIME, mosaic_transmit(1, &byte, &byte, 1, NULL));
        IS(MOSAIC_NO_RUNTIME, mosaic_destroy(1));
    }
    CHECK(byte == 1 && strlen(mosaic_version()) >= 5);
    return 0;
}
