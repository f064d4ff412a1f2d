#include <gtest/gtest.h>

#include "allocation_counter.h"
#include "core/spsc_queue.h"
#include "session/bridge_endpoint.h"
#include "session/endpoint_rig.h"
#include "session/memory_source.h"
#include "session/packet_playout.h"
#include "session/source_endpoint.h"
#include "session/tone_source.h"

namespace ossicle::session {
namespace {

/// Takes samples as a recording does: into a ring.
class RingSink final : public SampleSink {
 public:
  explicit RingSink(int rate) : rate_(rate), ring_(1 << 20) {}
  AudioFormat format() const override { return {rate_, 1}; }
  void Write(ConstSamples samples, EventSink&) override { ring_.Push(samples); }
  void Finish(bool) override {}
  std::size_t size() const { return ring_.size(); }

 private:
  const int rate_;
  SpscQueue<Sample> ring_;
};

struct Member {
  std::unique_ptr<RtpEndpoint> endpoint;
  std::unique_ptr<CountingSink> sink;
  std::unique_ptr<PacketMaker> phone;
  std::shared_ptr<RingSink> recording;
};

/// What an Opus phone would send: one frame of this build's encoder.
std::vector<std::uint8_t> OpusPayload() {
  std::vector<Sample> frame(960);
  for (std::size_t i = 0; i < frame.size(); ++i) frame[i] = static_cast<Sample>((i * 37) % 4000);
  std::vector<std::uint8_t> payload(1275);
  const auto encoder = codec::MakeEncoder(codec::Kind::kOpus, 48000);
  payload.resize(encoder.value()->Encode(frame, payload).value());
  return payload;
}

Member MakeMember(std::uint64_t id, codec::Kind kind, Beat& beat) {
  Member member;
  member.sink = std::make_unique<CountingSink>();
  member.endpoint = MakeEndpoint(id, kind, *member.sink);
  const bool opus = kind == codec::Kind::kOpus;
  member.phone = std::make_unique<PacketMaker>(ConfigOf(kind).payload_type, opus ? 960u : 160u,
                                               opus ? OpusPayload() : std::vector<std::uint8_t>(160, 0x1F));
  const int rate = member.endpoint->sample_rate_hz();
  member.recording = std::make_shared<RingSink>(rate);
  member.endpoint->recordings().StartAudio(Handle{id}, member.recording, AudioPart::kSaid);
  std::unique_ptr<SampleSource> source;
  if (id % 2 == 0) {
    source = std::make_unique<MemorySource>(std::vector<Sample>(22'050, Sample{500}), 22'050,
                                            PlayOptions{.loops = PlayOptions::kForEver});
  } else {
    const dsp::Tone tone{
        .frequencies_hz = {440}, .frequency_count = 1, .on = Milliseconds(50), .off = Milliseconds(30)};
    auto tones = std::make_unique<ToneSource>(std::vector<dsp::Tone>{tone}, PlayOptions::kForEver, rate);
    EXPECT_TRUE(tones->Start());
    source = std::move(tones);
  }
  member.endpoint->Play(std::make_unique<Player>(Handle{id}, std::move(source), rate), beat.events);
  return member;
}

TEST(Allocations, ASessionOfMixedCodecsWithPlayersAndRecordersMakesNone) {
  Beat beat;
  Session session;
  std::vector<Member> members;
  for (std::uint64_t id = 1; id <= 9; ++id)
    members.push_back(MakeMember(id,
                                 id % 3 == 0   ? codec::Kind::kOpus
                                 : id % 3 == 1 ? codec::Kind::kPcmu
                                               : codec::Kind::kPcma,
                                 beat));
  for (Member& member : members) session.Add(*member.endpoint);
  int frame = 0;
  const auto run = [&](int ticks) {
    for (int i = 0; i < ticks; ++i, ++frame) {
      const Tick tick = beat.Next();
      for (Member& member : members) {
        const Bytes packet = member.phone->Next();
        // Losses, duplicates and a digit now and then, so that concealment and the rest run as well.
        if (frame % 13 != 5) member.endpoint->OnRtp(packet, kPeer, tick.now, tick);
        if (frame % 17 == 3) member.endpoint->OnRtp(packet, kPeer, tick.now, tick);
      }
      session.Run(tick);
    }
  };
  run(100);
  members[0].endpoint->SendDigits("12", Milliseconds(100));
  // libopus counts in as well: neither its encoder nor its decoder allocates once they are made.
  EXPECT_EQ(test::CountAllocations([&] { run(1000); }), 0u);
  for (const Member& member : members) {
    EXPECT_GT(member.sink->rtp, 1000u);
    EXPECT_GT(member.sink->rtcp, 2u);
    EXPECT_GT(member.recording->size(), 100'000u);
    EXPECT_GT(member.endpoint->Stats(beat.now()).concealed_ms, 500);
  }
}

TEST(Allocations, APeerThatChangesItsCodecMakesNone) {
  Beat beat;
  Session session;
  CountingSink sink;
  EndpointConfig config = ConfigOf(codec::Kind::kPcmu);
  config.also_codecs = {{PayloadType{8}, ConfigOf(codec::Kind::kPcma).format},
                        {PayloadType{9}, ConfigOf(codec::Kind::kG722).format},
                        {PayloadType{111}, ConfigOf(codec::Kind::kOpus).format}};
  const auto peer = MakeEndpoint(1, codec::Kind::kPcmu, sink), other = MakeEndpoint(2, codec::Kind::kPcmu, sink);
  peer->Configure(config, {});
  peer->PrepareDecoder(PayloadType{8}, CodecOf(codec::Kind::kPcma).decoder);
  peer->PrepareDecoder(PayloadType{9}, CodecOf(codec::Kind::kG722).decoder);
  session.Add(*peer);
  session.Add(*other);
  const std::array types{PayloadType{0}, PayloadType{8}, PayloadType{9}, PayloadType{111}};  // no decoder for the last
  const std::array<std::uint8_t, 160> payload{};
  std::array<std::uint8_t, 200> datagram;
  std::uint16_t sequence = 0;
  const auto run = [&](int ticks) {
    for (int i = 0; i < ticks; ++i, ++sequence) {
      const Tick tick = beat.Next();
      const std::size_t size = rtp::WriteRtp({.payload_type = types[sequence / 7 % 4],
                                              .sequence_number = sequence,
                                              .timestamp = sequence * 160u,
                                              .ssrc = Ssrc{4},
                                              .payload = payload},
                                             datagram);
      peer->OnRtp(Bytes(datagram).first(size), kPeer, tick.now, tick);
      session.Run(tick);
    }
  };
  EXPECT_EQ(test::CountAllocations([&] { run(500); }), 0u);
  EXPECT_EQ(peer->Stats(beat.now()).packets_received, 500);
  EXPECT_GT(beat.events.count(EventType::kDecoderWanted), 0u);
}

TEST(Allocations, DetectorsAndTheWatchForSpeakersMakeNone) {
  Beat beat;
  Session session;
  CountingSink sink;
  std::vector<std::unique_ptr<RtpEndpoint>> endpoints;
  dsp::Tone ring{.frequencies_hz = {425}, .frequency_count = 1};
  ring.on = ring.off = Milliseconds(480);
  for (std::uint64_t id = 1; id <= 3; ++id) {
    endpoints.push_back(MakeEndpoint(id, id == 3 ? codec::Kind::kOpus : codec::Kind::kPcmu, sink));
    auto detectors = std::make_unique<SoundDetectors>(
        Handle{id}, SoundDetectors::Config{.digits = true,
                                           .tones = true,
                                           .patterns = {dsp::TonePattern(std::span(&ring, 1))},
                                           .answer = true});
    endpoints.back()->SwapSoundDetectors(detectors);
    session.Add(*endpoints.back());
  }
  session.WatchSpeaker(Handle{9});
  SourceEndpoint tone(Handle{7}, [&] {
    auto source = std::make_unique<ToneSource>(std::vector<dsp::Tone>{ring}, PlayOptions::kForEver, 48'000);
    EXPECT_TRUE(source->Start());
    return std::make_unique<Player>(Handle{8}, std::move(source), 48'000);
  }());
  auto detectors = std::make_unique<SoundDetectors>(
      Handle{7}, SoundDetectors::Config{.digits = true, .tones = true, .patterns = {dsp::TonePattern(std::span(&ring, 1))}});
  tone.SwapSoundDetectors(detectors);
  session.Add(tone);
  PacketMaker phone(PayloadType{0}, 160, std::vector<std::uint8_t>(160, 0x1F));
  EXPECT_EQ(test::CountAllocations([&] {
              for (int i = 0; i < 500; ++i) {
                const Tick tick = beat.Next();
                if (i % 40 < 20) endpoints[0]->OnRtp(phone.Next(), kPeer, tick.now, tick);
                session.Run(tick);
              }
            }),
            0u);
  EXPECT_GT(beat.events.count(EventType::kToneHeard), 0u);
  EXPECT_GT(beat.events.count(EventType::kAnswerKnown), 0u);
  EXPECT_GT(beat.events.count(EventType::kSpeakerChanged), 0u);
}

/// A relayed pair beside a room with exceptions and a bridge, in which sources end and speakers come and go.
TEST(Allocations, RelaysExceptionsAndBridgesMakeNone) {
  Beat beat;
  EndpointConfig passing = ConfigOf(codec::Kind::kPcmu);
  passing.steady = passing.detection = false;
  const auto there = std::make_shared<BridgeLane>(), back = std::make_shared<BridgeLane>();
  BridgeEndpoint near(Handle{91}, back, there), far(Handle{92}, there, back);
  SourceEndpoint hum(Handle{93}, std::make_unique<Player>(
                                     Handle{94},
                                     std::make_unique<MemorySource>(std::vector<Sample>(8000, 900), 8000, PlayOptions{}),
                                     8000));
  Session pair, room;
  std::vector<std::unique_ptr<RtpEndpoint>> endpoints;
  CountingSink sink;
  for (std::uint64_t id = 1; id <= 6; ++id) {
    endpoints.push_back(MakeEndpoint(id, codec::Kind::kPcmu, sink));
    if (id <= 2) endpoints.back()->Configure(passing, {});
    (id <= 2 ? pair : room).Add(*endpoints.back());
  }
  room.Add(near);
  pair.Add(far);
  room.Add(hum);
  pair.Remove(far.id());  // a pair again: relayed
  room.SetHearing(Handle{3}, Handle{4}, false);
  room.SetHearing(Handle{5}, Handle{93}, false);
  room.Replan();
  std::vector<PacketMaker> phones(6, PacketMaker(PayloadType{0}, 160, std::vector<std::uint8_t>(160, 0x1F)));
  std::vector<Sample> frame(BridgeLane::kFrame, 500);
  const auto run = [&](int ticks) {
    for (int i = 0; i < ticks; ++i) {
      const Tick tick = beat.Next();
      for (std::size_t n = 0; n < phones.size(); ++n) endpoints[n]->OnRtp(phones[n].Next(), kPeer, tick.now, tick);
      (void)back->Push(frame);
      pair.Run(tick);
      room.Run(tick);
      far.Receive(tick);
    }
  };
  run(10);
  EXPECT_EQ(test::CountAllocations([&] { run(500); }), 0u);
  EXPECT_FALSE(hum.active());
  EXPECT_EQ(endpoints[0]->Stats(beat.now()).packets_sent, 510);
  EXPECT_EQ(endpoints[0]->Stats(beat.now()).jitter_buffer_delay_ms, 0) << "relayed without a jitter buffer";
  EXPECT_GT(near.Stats(beat.now()).packets_sent, 400);
}

std::unique_ptr<secure::SrtpSession> SrtpOf(std::uint8_t ours, std::uint8_t theirs) {
  const auto key = [](std::uint8_t filling) {
    return secure::SrtpMasterKey::From(secure::SrtpSuite::kAesCm128HmacSha1_80, std::vector<std::uint8_t>(30, filling))
        .value();
  };
  return secure::SrtpSession::Make(key(ours), key(theirs)).value();
}

TEST(Allocations, SrtpMakesNoneThroughAChangeOfKeysAndForgeries) {
  Beat beat;
  CountingSink sink;
  const std::unique_ptr<RtpEndpoint> endpoint = MakeEndpoint(1, codec::Kind::kPcmu, sink);
  const auto phone = SrtpOf(2, 1);
  std::unique_ptr<secure::SrtpSession> keys = SrtpOf(1, 2), next = SrtpOf(3, 4);
  endpoint->Secure(keys, beat.now());
  endpoint->SetLoopback(true);
  Session session;
  session.Add(*endpoint);
  PacketMaker voice(PayloadType{0}, 160, std::vector<std::uint8_t>(160, 0x1F));
  std::array<std::uint8_t, 256> datagram;
  const auto run = [&](int ticks) {
    for (int i = 0; i < ticks; ++i) {
      const Tick tick = beat.Next();
      const Bytes plain = voice.Next();
      std::ranges::copy(plain, datagram.begin());
      const Bytes sent = Bytes(datagram).first(phone->Protect(datagram, plain.size()).value());
      endpoint->OnRtp(plain, kPeer, tick.now, tick);
      endpoint->OnRtp(sent, kPeer, tick.now, tick);
      session.Run(tick);
    }
  };
  run(200);
  EXPECT_EQ(test::CountAllocations([&] {
              run(500);
              endpoint->Secure(next, beat.now());
              run(200);
            }),
            0u);
  const EndpointStats stats = endpoint->Stats(beat.now());
  EXPECT_EQ(stats.packets_received, 900);
  EXPECT_EQ(stats.srtp_forged, 900);
  EXPECT_EQ(stats.srtp_errors, 900);
  EXPECT_EQ(sink.last_rtp().size(), 172u + 10u);
}

TEST(Allocations, TheCounterCounts) {
  if (!OSSICLE_COUNTS_ALLOCATIONS) GTEST_SKIP() << "this build cannot count allocations";
  CountingSink sink;
  std::unique_ptr<RtpEndpoint> made;  // used afterwards, so that no compiler leaves it out
  EXPECT_GT(test::CountAllocations([&] { made = MakeEndpoint(1, codec::Kind::kOpus, sink); }), 10u);
  EXPECT_EQ(made->sample_rate_hz(), 48'000);
}

/// Ten minutes of one stream over a network that jitters, loses, stalls and starts anew, for each codec.
TEST(Allocations, APlayoutOverABadNetworkTakesNoneAndStaysWithinItsBounds) {
  for (const codec::Kind kind : {codec::Kind::kPcmu, codec::Kind::kG722, codec::Kind::kOpus}) {
    const EndpointConfig config = ConfigOf(kind);
    PacketPlayout playout(config.format, codec::MakeDecoder(kind, config.format.sample_rate_hz).value(),
                          {PayloadType{0}}, {});
    const bool opus = kind == codec::Kind::kOpus;
    const std::vector<std::uint8_t> payload = opus ? OpusPayload() : std::vector<std::uint8_t>(160, 0x1F);
    std::vector<std::uint8_t> datagram(rtp::kRtpHeaderSize + payload.size());
    std::vector<Sample> frame(FrameSamples(config.format.sample_rate_hz));
    Random random(9);
    Duration longest{};
    const std::uint64_t allocations = test::CountAllocations([&] {
      for (std::uint32_t n = 0; n < 30'000; ++n) {
        const Instant now = Instant{} + Milliseconds(20) * n;
        const std::uint32_t number = n + (n % 3 == 2 ? 1 : n % 3 == 0 ? ~0u : 0);  // some overtake others
        const rtp::RtpPacket packet{.sequence_number = static_cast<std::uint16_t>(number),
                                    .timestamp = number * (opus ? 960 : 160),
                                    .ssrc = Ssrc{n / 10'000},
                                    .payload = payload};
        (void)rtp::WriteRtp(packet, datagram);
        const auto delay = Duration(static_cast<std::int64_t>(random.Exponential() * 30e6));
        if (n % 700 > 20 && random.Uniform() > 0.03) (void)playout.Insert(datagram, now + delay);
        (void)playout.Pull(now, frame);
        longest = std::max(longest, playout.playout().delay(now));
      }
    });
    if (OSSICLE_COUNTS_ALLOCATIONS) {
      EXPECT_EQ(allocations, 0u);
    }
    const Playout::Stats& stats = playout.playout().stats();
    EXPECT_GT(stats.emitted_samples, frame.size() * 25'000);
    EXPECT_GT(stats.concealment_events, 500u);
    EXPECT_LE(static_cast<double>(stats.inserted_samples + stats.removed_samples),
              0.02 * static_cast<double>(frame.size()) * 30'000);
    EXPECT_LE(longest, Milliseconds(400 + 20 + 20));
  }
}

TEST(Allocations, PausesWithComfortNoiseTakeNone) {
  PacketPlayout playout({}, codec::MakeDecoder(codec::Kind::kPcmu, 8000).value(), {PayloadType{0}, kComfortNoise}, {});
  const std::vector<std::uint8_t> speech(160, 0x1F), noise = {50, 20, 200};
  std::vector<std::uint8_t> datagram(rtp::kRtpHeaderSize + speech.size());
  std::vector<Sample> frame(160);
  const std::uint64_t allocations = test::CountAllocations([&] {
    for (std::uint32_t n = 0; n < 5000; ++n) {
      const bool pause = n % 100 >= 50;
      const rtp::RtpPacket packet{.payload_type = pause ? kComfortNoise : PayloadType{0},
                                  .sequence_number = static_cast<std::uint16_t>(n),
                                  .timestamp = n * 160,
                                  .ssrc = Ssrc{n / 2000},
                                  .payload = pause ? noise : speech};
      const std::size_t size = rtp::WriteRtp(packet, datagram);
      (void)playout.Insert(Bytes(datagram).first(size), Instant{} + Milliseconds(20) * n);
      EXPECT_TRUE(playout.Pull(Instant{} + Milliseconds(20) * n + Milliseconds(5), frame) || n < 2);
    }
  });
  if (OSSICLE_COUNTS_ALLOCATIONS) {
    EXPECT_EQ(allocations, 0u);
  }
  EXPECT_EQ(playout.playout().stats().concealed_samples, 0u);
}

}  // namespace
}  // namespace ossicle::session
