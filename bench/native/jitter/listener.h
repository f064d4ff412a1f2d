// One jitter buffer with decoder and concealment behind a seeded network, on virtual time.
#pragma once

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/time.h"
#include "jitter/hearing.h"
#include "jitter/network.h"
#include "jitter/speech.h"
#include "rtp/rtp_packet.h"

namespace jitter {

/// Who is measured. Samples are counted since the beginning.
class Listener {
 public:
  struct Counts {
    double concealed = 0, stretched = 0;  ///< Samples.
  };
  virtual ~Listener() = default;
  virtual void Insert(const ossicle::rtp::RtpPacket& packet, ossicle::Instant arrival) = 0;
  virtual void Pull(ossicle::Instant now, ossicle::Samples frame) = 0;
  virtual Counts counts() = 0;
};

/// `aggressiveness`: what the program was told to vary; 0 is the default.
using MakeListener = std::function<std::unique_ptr<Listener>(double aggressiveness)>;

struct Figures {
  double delay_ms = 0, concealed = 0, stretched = 0, unheard = 0, us = 0, kb = 0;
};

inline constexpr double kSettleMs = 2000;

inline Figures Measure(const Trace& trace, const Sent& sent, std::uint64_t seed, const MakeListener& make,
                       double aggressiveness, double tick_ms) {
  using ossicle::Duration;
  constexpr auto kStart = ossicle::Instant{} + ossicle::Milliseconds(100'000);
  const auto instant = [&](double ms) { return kStart + Duration(static_cast<std::int64_t>(ms * 1e6)); };
  std::vector<Flight> flights;
  for (const Flight& flight : trace)
    if (flight.arrival_ms) flights.push_back(flight);
  std::stable_sort(flights.begin(), flights.end(), [](auto& a, auto& b) { return *a.arrival_ms < *b.arrival_ms; });

  const double first_ms = ossicle::Random(seed).Uniform() * tick_ms, end_ms = trace.back().sent_ms + kPacketMs;
  const auto tick_samples = static_cast<std::size_t>(tick_ms * kRate / 1000);
  std::vector<ossicle::Sample> heard(static_cast<std::size_t>((end_ms - first_ms) / tick_ms) * tick_samples);
  const std::size_t before = mallinfo2().uordblks;
  std::unique_ptr<Listener> listener = make(aggressiveness);
  std::size_t most = mallinfo2().uordblks - before;
  Listener::Counts settled;
  const auto begin = std::chrono::steady_clock::now();
  std::size_t next = 0, at = 0;
  for (std::size_t tick = 0; at + tick_samples <= heard.size(); ++tick, at += tick_samples) {
    const double now_ms = first_ms + static_cast<double>(tick) * tick_ms;
    for (; next < flights.size() && *flights[next].arrival_ms <= now_ms; ++next) {
      const auto number = static_cast<std::size_t>(flights[next].number);
      listener->Insert({.payload_type = ossicle::PayloadType{0},
                        .sequence_number = static_cast<std::uint16_t>(number + 65'000),
                        .timestamp = static_cast<std::uint32_t>(number * 160 + 0xFFFF0000u),
                        .ssrc = ossicle::Ssrc{7},
                        .payload = ossicle::Bytes(sent.payloads).subspan(number * 160, 160)},
                       instant(*flights[next].arrival_ms));
    }
    listener->Pull(instant(now_ms), ossicle::Samples(heard).subspan(at, tick_samples));
    if (now_ms < kSettleMs) settled = listener->counts();
  }
  const double us = std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count();
  most = std::max(most, mallinfo2().uordblks - before);
  const Listener::Counts counts = listener->counts();
  const Heard found = Listen(trace, sent.samples, heard, first_ms, kSettleMs);
  const double samples = (end_ms - kSettleMs) * kRate / 1000;
  return {found.delay_ms,
          (counts.concealed - settled.concealed) / samples,
          (counts.stretched - settled.stretched) / samples,
          found.unheard,
          us / static_cast<double>(trace.size()),
          static_cast<double>(most) / 1024};
}

/// Writes one line of JSON per family and aggressiveness: means over the seeds.
///   PROGRAM SEEDS SECONDS FIRST_SEED TICK_MS [AGGRESSIVENESS...]
inline int MeasureAll(int argc, char** argv, const char* name, const MakeListener& make) {
  const int seeds = argc > 1 ? std::atoi(argv[1]) : 3;
  const double length_ms = 1000 * (argc > 2 ? std::atof(argv[2]) : 60);
  const int first_seed = argc > 3 ? std::atoi(argv[3]) : 1;
  const double tick_ms = argc > 4 ? std::atof(argv[4]) : 10;
  std::vector<double> points;
  for (int i = 5; i < argc; ++i) points.push_back(std::atof(argv[i]));
  if (points.empty()) points.push_back(0);
  const auto samples = static_cast<std::size_t>((length_ms / kPacketMs * 1.001 + 2) * 160);
  std::vector<Sent> sent;
  for (int i = 0; i < seeds; ++i) sent.push_back(Send(MakeSpeech(samples, static_cast<std::uint64_t>(first_seed + i))));
  for (const Family& family : Families()) {
    for (const double point : points) {
      Figures mean;
      for (int i = 0; i < seeds; ++i) {
        const auto seed = static_cast<std::uint64_t>(first_seed + i);
        const Trace trace = MakeTrace(family, seed, length_ms);
        const Figures one = Measure(trace, sent[static_cast<std::size_t>(i)], seed, make, point, tick_ms);
        mean.delay_ms += one.delay_ms / seeds;
        mean.concealed += one.concealed / seeds;
        mean.stretched += one.stretched / seeds;
        mean.unheard += one.unheard / seeds;
        mean.us += one.us / seeds;
        mean.kb += one.kb / seeds;
      }
      std::printf(
          "{\"who\":\"%s\",\"family\":\"%s\",\"point\":%g,\"delay\":%.2f,\"concealed\":%.4f,\"stretched\":%.4f,"
          "\"unheard\":%.4f,\"us\":%.3f,\"KB\":%.2f}\n",
          name, family.name.c_str(), point, mean.delay_ms, mean.concealed * 100, mean.stretched * 100,
          mean.unheard * 100, mean.us, mean.kb);
      std::fflush(stdout);
    }
  }
  return 0;
}

}  // namespace jitter
