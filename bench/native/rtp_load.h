#pragma once

// Generator and ear for media benchmarks: plays the phones of N legs over loopback, each with a tone of its own, and
// judges what comes back.
//
//   PROGRAM LEGS ROOM FIRST_PORT WARM_UP_MS WINDOW_MS
//
// Prints "ports ..." (where each leg must be sent to), reads "targets ..." (where each leg's phone sends to) and, with
// SRTP, "keys ...", plays through the warm-up, prints "begin", plays through the window, prints "end" and one line of
// JSON. Leg i speaks in room i / ROOM and expects to hear the tones of all the others there.
#include <pthread.h>
#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "line.h"
#include "tone_ear.h"
#include "tone_plan.h"
#include "udp.h"

namespace ossicle::bench {

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr std::size_t kPhases = 20;           // packets leave in 20 groups, 1 ms apart
constexpr std::size_t kLegsPerSocket = 128;   // so that few sockets are polled and none overflows
constexpr std::size_t kBatch = 64;
constexpr int kReceiveBuffer = 4 << 20;
constexpr std::size_t kGapBins = 4000;        // of 0.1 ms
constexpr std::size_t kDelayBins = 2500;      // of 0.01 ms

inline std::int64_t Nanoseconds(clockid_t clock) {
  timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1'000'000'000LL + t.tv_nsec;
}

inline void SleepUntil(std::int64_t monotonic) {
  const timespec t{monotonic / 1'000'000'000, monotonic % 1'000'000'000};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, nullptr) != 0) {
  }
}

template <typename Line>
struct Phone {
  std::unique_ptr<Line> line;
  std::array<std::uint8_t, kPacketSize> packet;
  std::array<std::uint8_t, kPacketSize + kMaxTrailer> outgoing;
  std::uint16_t sequence = 0;
  std::uint32_t timestamp = 0;
  std::array<std::int64_t, 2> sent{};  // when its last two packets left, by the wall clock; the newer first
  // What came back within the window.
  std::int64_t first_arrival = 0, last_arrival = 0;
  std::uint16_t first_sequence = 0, last_sequence = 0;
  std::uint64_t received = 0;
  ToneEar ear;
};

/// `Line`: how packets look on the wire; see line.h.
template <typename Line>
class Load {
  using Leg = Phone<Line>;

 public:
  Load(std::size_t legs, std::size_t room, std::uint16_t first_port) : room_(room), legs_(legs) {
    const std::size_t sockets = (legs + kLegsPerSocket - 1) / kLegsPerSocket;
    for (std::size_t i = 0; i < sockets; ++i) {
      sockets_.push_back(BindLoopback(first_port, kReceiveBuffer));
      ports_.push_back(static_cast<std::uint16_t>(first_port - 1));
      const int on = 1;
      ::setsockopt(sockets_.back(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    }
    leg_of_port_.assign(65536, kNobody);
    PrepareReceiving();
  }

  std::vector<std::uint16_t> PortsOfLegs() const {
    std::vector<std::uint16_t> ports;
    for (std::size_t i = 0; i < legs_.size(); ++i) ports.push_back(ports_[i / kLegsPerSocket]);
    return ports;
  }

  /// `keys`: those with which the server sends; none for plain packets.
  void SetTargets(const std::vector<std::uint16_t>& targets, const std::vector<std::string>& keys) {
    const MuLaw law;
    addresses_.resize(legs_.size());
    vectors_.resize(legs_.size());
    groups_.assign(kPhases * sockets_.size(), {});
    for (std::size_t i = 0; i < legs_.size(); ++i) {
      const std::span<std::uint8_t, kPacketSize> packet(legs_[i].packet);
      TonePlan::Fill(law, i % room_, packet.template subspan<kRtpHeaderSize, kPacketSamples>());
      addresses_[i] = Loopback(targets[i]);
      leg_of_port_[targets[i]] = static_cast<std::uint32_t>(i);
      legs_[i].line = std::make_unique<Line>(i, kPhoneKey, keys.empty() ? "" : keys[i]);
      vectors_[i] = {legs_[i].outgoing.data(), kPacketSize};
      mmsghdr message{};
      message.msg_hdr.msg_name = &addresses_[i];
      message.msg_hdr.msg_namelen = sizeof(sockaddr_in);
      message.msg_hdr.msg_iov = &vectors_[i];
      message.msg_hdr.msg_iovlen = 1;
      Group& group = groups_[i % kPhases * sockets_.size() + i / kLegsPerSocket];
      group.legs.push_back(i);
      group.messages.push_back(message);
    }
  }

  void Run(std::int64_t warm_up, std::int64_t window) {
    const std::int64_t start = Nanoseconds(CLOCK_MONOTONIC);
    PlayUntil(start, start + warm_up);
    std::printf("begin\n");
    std::fflush(stdout);
    measuring_ = true;
    const std::int64_t cpu_before = Nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
    const std::int64_t begin = Nanoseconds(CLOCK_MONOTONIC);
    PlayUntil(start, begin + window);
    const std::int64_t cpu = Nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_before;
    core_share_ = static_cast<double>(cpu) / static_cast<double>(Nanoseconds(CLOCK_MONOTONIC) - begin);
    std::printf("end\n");
  }

  void Report() const {
    double expected = 0, received = 0;
    std::size_t silent = 0;
    std::vector<double> snr;
    for (std::size_t i = 0; i < legs_.size(); ++i) {
      const Leg& leg = legs_[i];
      if (leg.received < 2) {
        ++silent;
        continue;
      }
      const double by_sequence = static_cast<std::uint16_t>(leg.last_sequence - leg.first_sequence) + 1.0;
      const double by_time = static_cast<double>(leg.last_arrival - leg.first_arrival) / (20.0 * kMillisecond);
      // Packets that were never made show in the time, those lost on the way in the sequence numbers. Half a packet of
      // tolerance: where the window cuts is chance.
      expected += std::max(by_sequence, std::floor(by_time + 0.5) + 1);
      received += static_cast<double>(leg.received);
      snr.push_back(leg.ear.SnrDb(i % room_, MembersOfRoom(i)));
    }
    std::sort(snr.begin(), snr.end());
    const double loss = expected > 0 ? std::max(0.0, 1 - received / expected) : 1;
    std::printf("{\"legs\":%zu,\"silent\":%zu,\"received\":%.0f,\"loss\":%.6f,", legs_.size(), silent, received, loss);
    std::printf("\"gapP50\":%.1f,\"gapP99\":%.1f,\"gapP999\":%.1f,\"gapMax\":%.1f,", Gap(0.5), Gap(0.99), Gap(0.999), gap_max_ms_);
    std::printf("\"delayP50\":%.2f,\"delayP99\":%.2f,", Delay(0.5), Delay(0.99));
    std::printf("\"snrLeast\":%.1f,\"snrMedian\":%.1f,", snr.empty() ? -99 : snr.front(),
                snr.empty() ? -99 : snr[snr.size() / 2]);
    std::printf("\"core\":%.4f,\"lateMs\":%.1f,\"unsent\":%zu}\n", core_share_, late_ms_, unsent_);
  }

 private:
  static constexpr std::uint32_t kNobody = 0xFFFFFFFF;

  struct Group {
    std::vector<std::size_t> legs;
    std::vector<mmsghdr> messages;
  };

  std::size_t MembersOfRoom(std::size_t leg) const {
    const std::size_t first = leg / room_ * room_;
    return std::min(room_, legs_.size() - first);
  }

  void PlayUntil(std::int64_t start, std::int64_t end) {
    while (Nanoseconds(CLOCK_MONOTONIC) < end) {
      const std::int64_t due = start + next_phase_ * kMillisecond;
      SleepUntil(due);
      if (measuring_)
        late_ms_ = std::max(late_ms_, static_cast<double>(Nanoseconds(CLOCK_MONOTONIC) - due) / kMillisecond);
      SendPhase(static_cast<std::size_t>(next_phase_) % kPhases);
      ++next_phase_;
      ReceiveAll();
    }
  }

  void SendPhase(std::size_t phase) {
    for (std::size_t s = 0; s < sockets_.size(); ++s) {
      Group& group = groups_[phase * sockets_.size() + s];
      for (const std::size_t i : group.legs) {
        Leg& leg = legs_[i];
        PutRtpHeader(leg.packet.data(), leg.sequence++, leg.timestamp, static_cast<std::uint32_t>(i + 1));
        leg.timestamp += kPacketSamples;
        leg.outgoing = {};
        std::copy(leg.packet.begin(), leg.packet.end(), leg.outgoing.begin());
        vectors_[i].iov_len = leg.line->Protect(leg.outgoing.data(), kPacketSize);
      }
      const std::int64_t now = Nanoseconds(CLOCK_REALTIME);
      for (const std::size_t i : group.legs) legs_[i].sent = {now, legs_[i].sent[0]};
      for (std::size_t sent = 0; sent < group.messages.size();) {
        const int count = ::sendmmsg(sockets_[s], &group.messages[sent], static_cast<unsigned>(group.messages.size() - sent), 0);
        if (count <= 0) ++unsent_;
        sent += count > 0 ? static_cast<std::size_t>(count) : 1;
      }
    }
  }

  void PrepareReceiving() {
    for (std::size_t i = 0; i < kBatch; ++i) {
      incoming_vectors_[i] = {incoming_[i].data(), incoming_[i].size()};
      msghdr& header = incoming_messages_[i].msg_hdr;
      header = {};
      header.msg_name = &sources_[i];
      header.msg_iov = &incoming_vectors_[i];
      header.msg_iovlen = 1;
      header.msg_control = controls_[i].data();
    }
  }

  void ReceiveAll() {
    for (const int fd : sockets_) {
      int count = kBatch;
      while (count == kBatch) {
        for (mmsghdr& message : incoming_messages_) {
          message.msg_hdr.msg_namelen = sizeof(sockaddr_in);
          message.msg_hdr.msg_controllen = controls_[0].size();
        }
        count = ::recvmmsg(fd, incoming_messages_.data(), kBatch, MSG_DONTWAIT, nullptr);
        for (int i = 0; i < count; ++i) Take(static_cast<std::size_t>(i));
      }
    }
  }

  void Take(std::size_t i) {
    const std::uint32_t index = leg_of_port_[ntohs(sources_[i].sin_port)];
    std::uint8_t* data = incoming_[i].data();
    if (index == kNobody || (data[1] & 0x7F) != 0) return;
    Leg& leg = legs_[index];
    if (leg.line->Unprotect(data, incoming_messages_[i].msg_len) != kPacketSize || !measuring_) return;
    const std::int64_t arrival = ArrivalOf(incoming_messages_[i].msg_hdr);
    const auto sequence = static_cast<std::uint16_t>(data[2] << 8 | data[3]);
    if (leg.received > 0) {
      NoteGap(static_cast<double>(arrival - leg.last_arrival) / kMillisecond);
    } else {
      leg.first_arrival = arrival;
      leg.first_sequence = sequence;
    }
    NoteDelay(arrival, legs_[PartnerOf(index)].sent);
    leg.last_arrival = arrival;
    leg.last_sequence = sequence;
    ++leg.received;
    leg.ear.Take(sequence, data + kRtpHeaderSize);
  }

  std::int64_t ArrivalOf(msghdr& header) const {
    for (cmsghdr* c = CMSG_FIRSTHDR(&header); c; c = CMSG_NXTHDR(&header, c)) {
      if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS) continue;
      timespec stamp;
      std::memcpy(&stamp, CMSG_DATA(c), sizeof stamp);
      return stamp.tv_sec * 1'000'000'000LL + stamp.tv_nsec;
    }
    return Nanoseconds(CLOCK_REALTIME);
  }

  void NoteGap(double ms) {
    ++gaps_[std::min(static_cast<std::size_t>(std::max(ms, 0.0) * 10), kGapBins - 1)];
    ++gap_count_;
    gap_max_ms_ = std::max(gap_max_ms_, ms);
  }

  /// Of a room of two: who this leg hears.
  std::size_t PartnerOf(std::size_t leg) const { return std::min(leg ^ 1, legs_.size() - 1); }

  /// Since the last packet that had left by then.
  void NoteDelay(std::int64_t arrival, const std::array<std::int64_t, 2>& sent) {
    const std::int64_t left = arrival >= sent[0] ? sent[0] : sent[1];
    const double ms = static_cast<double>(arrival - left) / kMillisecond;
    ++delays_[std::min(static_cast<std::size_t>(std::max(ms, 0.0) * 100), kDelayBins - 1)];
    ++delay_count_;
  }

  double Delay(double share) const {
    std::uint64_t seen = 0;
    for (std::size_t bin = 0; bin < kDelayBins; ++bin) {
      seen += delays_[bin];
      if (static_cast<double>(seen) >= share * static_cast<double>(delay_count_)) return static_cast<double>(bin + 1) / 100;
    }
    return 0;
  }

  double Gap(double share) const {
    std::uint64_t seen = 0;
    for (std::size_t bin = 0; bin < kGapBins; ++bin) {
      seen += gaps_[bin];
      if (static_cast<double>(seen) >= share * static_cast<double>(gap_count_)) return static_cast<double>(bin + 1) / 10;
    }
    return 0;
  }

  const std::size_t room_;
  std::vector<Leg> legs_;
  std::vector<int> sockets_;
  std::vector<std::uint16_t> ports_;
  std::vector<std::uint32_t> leg_of_port_;
  std::vector<sockaddr_in> addresses_;
  std::vector<iovec> vectors_;
  std::vector<Group> groups_;

  std::array<std::array<std::uint8_t, 512>, kBatch> incoming_;
  std::array<sockaddr_in, kBatch> sources_;
  std::array<iovec, kBatch> incoming_vectors_;
  alignas(cmsghdr) std::array<std::array<char, 64>, kBatch> controls_;
  std::array<mmsghdr, kBatch> incoming_messages_;

  std::int64_t next_phase_ = 0;
  bool measuring_ = false;
  std::array<std::uint64_t, kGapBins> gaps_{};
  std::uint64_t gap_count_ = 0;
  std::array<std::uint64_t, kDelayBins> delays_{};
  std::uint64_t delay_count_ = 0;
  double gap_max_ms_ = 0, core_share_ = 0, late_ms_ = 0;
  std::size_t unsent_ = 0;
};

template <typename Line>
int RunLoad(int argc, char** argv) {
  if (argc != 6) {
    std::fprintf(stderr, "usage: %s LEGS ROOM FIRST_PORT WARM_UP_MS WINDOW_MS\n", argv[0]);
    return 2;
  }
  const auto legs = static_cast<std::size_t>(std::max(std::atoi(argv[1]), 1));
  const auto room = static_cast<std::size_t>(std::max(std::atoi(argv[2]), 1));
  const auto load = std::make_unique<Load<Line>>(legs, room, static_cast<std::uint16_t>(std::atoi(argv[3])));
  PrintPorts(load->PortsOfLegs());
  const std::vector<std::uint16_t> targets = ReadTargets(legs);
  load->SetTargets(targets, Line::kKeyed ? ReadKeys(legs) : std::vector<std::string>());
  load->Run(std::atoll(argv[4]) * kMillisecond, std::atoll(argv[5]) * kMillisecond);
  load->Report();
  return 0;
}

}  // namespace ossicle::bench
