// The generator of rtp_load.h with SRTP: bench_srtp_load LEGS ROOM FIRST_PORT WARM_UP_MS WINDOW_MS
#include "rtp_load.h"
#include "srtp_line.h"

int main(int argc, char** argv) { return ossicle::bench::RunLoad<ossicle::bench::SrtpLine>(argc, argv); }
