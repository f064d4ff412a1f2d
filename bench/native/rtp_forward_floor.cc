// The relay of rtp_forward_floor.h with plain packets: bench_rtp_forward_floor LEGS 2 FIRST_PORT
#include "rtp_forward_floor.h"

int main(int argc, char** argv) { return ossicle::bench::RunForwardFloor<ossicle::bench::PlainLine>(argc, argv); }
