// The relay of rtp_forward_floor.h with SRTP: bench_srtp_forward_floor LEGS 2 FIRST_PORT
#include "rtp_forward_floor.h"
#include "srtp_line.h"

int main(int argc, char** argv) { return ossicle::bench::RunForwardFloor<ossicle::bench::SrtpLine>(argc, argv); }
