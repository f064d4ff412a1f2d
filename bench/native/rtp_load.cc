// The generator of rtp_load.h with plain packets: bench_rtp_load LEGS ROOM FIRST_PORT WARM_UP_MS WINDOW_MS
#include "rtp_load.h"

int main(int argc, char** argv) { return ossicle::bench::RunLoad<ossicle::bench::PlainLine>(argc, argv); }
