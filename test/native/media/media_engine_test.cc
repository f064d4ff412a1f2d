#include "media/media_engine.h"

#include "engine_rig.h"

namespace ossicle::media {
namespace {

using session::EventType;

/// How many sockets of the range can be bound now.
int FreePairs(std::uint16_t first, int pairs) {
  int free = 0;
  for (int i = 0; i < pairs; ++i)
    free += net::UdpSocket::Bind(kLoopback.WithPort(static_cast<std::uint16_t>(first + 2 * i))).ok();
  return free;
}

TEST(MediaEngine, TwoPeersHearEachOtherThroughRealSockets) {
  EngineRig engine(2, 26'100);
  const Handle session = engine->CreateSession().value();
  const auto a = engine->CreateEndpoint(session).value(), b = engine->CreateEndpoint(session).value();
  UdpPeer alice(a.port, 0x10), bob(b.port, 0x90);
  ASSERT_TRUE(engine->ConfigureEndpoint(a.endpoint, PcmuTo(alice.port())).ok());
  ASSERT_TRUE(engine->ConfigureEndpoint(b.endpoint, PcmuTo(bob.port())).ok());
  EXPECT_TRUE(engine.DrainUntil([&] { return alice.received() > 40 && bob.received() > 40; }));
  alice.Stop();
  bob.Stop();
  EXPECT_EQ(engine.count(EventType::kMediaStarted), 2u);
  // Sample for sample: mu-law decoded, mixed with nothing, encoded, is itself.
  const auto heard_from_bob = std::count_if(alice.heard().begin(), alice.heard().end(),
                                            [](const UdpPeer::Heard& h) { return h.first_byte == 0x90; });
  EXPECT_GT(heard_from_bob, 30);
  for (std::size_t i = 1; i < alice.heard().size(); ++i) {
    EXPECT_EQ(static_cast<std::uint16_t>(alice.heard()[i].sequence_number - alice.heard()[i - 1].sequence_number), 1);
    EXPECT_EQ(alice.heard()[i].timestamp - alice.heard()[i - 1].timestamp, 160u);
  }
  EXPECT_EQ(engine->Stats(a.endpoint).value().packets_lost, 0);
}

TEST(MediaEngine, PortsRunOutAndComeBack) {
  EngineRig engine(1, 26'400, 8);
  const Handle session = engine->CreateSession().value();
  std::vector<Handle> made;
  for (int i = 0; i < 4; ++i) made.push_back(engine->CreateEndpoint(session).value().endpoint);
  EXPECT_EQ(engine->CreateEndpoint(session).status().code(), StatusCode::kNoPorts);
  ASSERT_TRUE(engine->CloseEndpoint(made[1]).ok());
  EXPECT_EQ(engine->CloseEndpoint(made[1]).code(), StatusCode::kNotFound);
  EXPECT_TRUE(engine.DrainUntil([&] { return engine.count(EventType::kEndpointClosed) == 1; }));
  EXPECT_TRUE(engine->CreateEndpoint(session).ok());
}

TEST(MediaEngine, AThreadWithTooMuchToDoStillTakesCommands) {
  constexpr int kEndpoints = 600;  // of Opus, encoding without pause: several times what one core can do
  EngineRig engine(1, 28'000, 2 * kEndpoints);
  const Handle session = engine->CreateSession().value();
  const UdpPeer peer(9, 0x10);
  const dsp::Tone tone{.frequencies_hz = {440}, .frequency_count = 1, .on = Milliseconds(100), .off = Milliseconds(10)};
  std::vector<Handle> endpoints;
  for (int i = 0; i < kEndpoints; ++i) {
    const Result<Engine::CreatedEndpoint> made = engine->CreateEndpoint(session);
    if (!made.ok()) break;
    endpoints.push_back(made.value().endpoint);
    ASSERT_TRUE(engine->ConfigureEndpoint(endpoints.back(), OpusTo(peer.port())).ok());
    ASSERT_TRUE(engine->Play(endpoints.back(), std::vector{tone}, {.loops = session::PlayOptions::kForEver}).ok());
  }
  EXPECT_TRUE(engine.DrainUntil([&] { return engine->Stats().missed_ticks > 20; }));
  for (const Handle endpoint : endpoints) ASSERT_TRUE(engine->CloseEndpoint(endpoint).ok());
  EXPECT_TRUE(engine.DrainUntil([&] { return engine.count(EventType::kEndpointClosed) == endpoints.size(); }));
}

TEST(MediaEngine, CloseEndsEverythingAndCompletesRecordings) {
  const TemporaryFolder folder;
  EngineRig engine(2, 26'500);
  const Handle session = engine->CreateSession().value();
  const auto a = engine->CreateEndpoint(session).value();
  UdpPeer alice(a.port, 0x10);
  ASSERT_TRUE(engine->ConfigureEndpoint(a.endpoint, PcmuTo(alice.port())).ok());
  const dsp::Tone tone{.frequencies_hz = {440}, .frequency_count = 1, .on = Milliseconds(100), .off = Milliseconds(10)};
  ASSERT_TRUE(engine->Play(a.endpoint, std::vector{tone}, {.loops = session::PlayOptions::kForEver}).ok());
  ASSERT_TRUE(engine->StartRecording({Handle{}, a.endpoint}, {.path = folder.file("a.wav")}).ok());
  EXPECT_TRUE(engine.DrainUntil([&] { return alice.received() > 50; }));
  engine->Close();
  engine->Close();
  engine.Drain();
  EXPECT_EQ(engine.count(EventType::kPlaybackEnded), 1u);
  EXPECT_EQ(engine.count(EventType::kRecordingEnded), 1u);
  EXPECT_EQ(engine.count(EventType::kEndpointClosed), 1u);
  EXPECT_GT(AnnouncedBytes(folder.file("a.wav")), 12'000u);
  EXPECT_FALSE(engine->CreateSession().ok());
  EXPECT_EQ(engine->CreateEndpoint(session).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(FreePairs(26'500, 100), 100);
  // The playback's end, with the time it really played, comes before the endpoint's.
  std::map<EventType, std::size_t> place;
  for (std::size_t i = 0; i < engine.events.size(); ++i) place[engine.events[i].type] = i;
  EXPECT_LT(place[EventType::kPlaybackEnded], place[EventType::kEndpointClosed]);
  EXPECT_GT(engine.events[place[EventType::kPlaybackEnded]].a, 500);
}

TEST(MediaEngine, CommandsAfterAMoveComeAfterIt) {
  EngineRig engine(3, 26'800);
  // An endpoint in each session, so that each session lands on another thread.
  std::vector<Handle> sessions;
  for (int i = 0; i < 3; ++i) {
    sessions.push_back(engine->CreateSession().value());
    ASSERT_TRUE(engine->CreateEndpoint(sessions.back()).ok());
  }
  const auto mover = engine->CreateEndpoint(sessions[0]).value();
  UdpPeer phone(mover.port, 0x10);
  ASSERT_TRUE(engine->ConfigureEndpoint(mover.endpoint, PcmuTo(phone.port())).ok());
  std::vector<Handle> order;
  for (int round = 0; round < 60; ++round) {
    ASSERT_TRUE(engine->MoveEndpoint(mover.endpoint, sessions[static_cast<std::size_t>(round) % 3]).ok());
    order.push_back(engine->Play(mover.endpoint, SoundSamples{std::vector<Sample>(8000, 100), 8000}, {}).value());
    if (round % 4 == 0) engine.Drain();
  }
  ASSERT_TRUE(engine->CloseEndpoint(mover.endpoint).ok());
  ASSERT_TRUE(engine.DrainUntil([&] { return engine.count(EventType::kEndpointClosed) == 1; }));
  // Every playback was replaced by the next, in the order given, and the last was ended by closing.
  std::vector<Handle> ended;
  for (const session::Event& event : engine.events) {
    if (event.type != EventType::kPlaybackEnded) continue;
    ended.push_back(event.subject);
    const auto expected =
        event.subject == order.back() ? session::PlaybackEnd::kClosed : session::PlaybackEnd::kReplaced;
    EXPECT_EQ(event.b, static_cast<double>(expected));
  }
  EXPECT_EQ(ended, order);
}

TEST(MediaEngine, ABacklogOfCommandsIsWorkedOffInOrder) {
  EngineRig engine(1, 26'900);
  const Handle session = engine->CreateSession().value();
  const auto endpoint = engine->CreateEndpoint(session).value();
  std::vector<Handle> order;
  // More than the thread's inbox and the limit of commands under way hold.
  for (int i = 0; i < 20'000; ++i)
    order.push_back(engine->Play(endpoint.endpoint, SoundSamples{std::vector<Sample>(1, 1), 8000}, {}).value());
  ASSERT_TRUE(engine.DrainUntil([&] { return engine.count(EventType::kPlaybackEnded) >= 19'999; }));
  std::vector<Handle> ended;
  for (const session::Event& event : engine.events)
    if (event.type == EventType::kPlaybackEnded) ended.push_back(event.subject);
  order.pop_back();  // waits for the endpoint to be configured
  EXPECT_EQ(ended, order);
  EXPECT_EQ(engine->Stats().events_dropped, 0);
}

TEST(MediaEngine, AMoveIntoASessionThatHasGoneClosesTheEndpoint) {
  EngineRig engine(2, 27'000);
  const Handle first = engine->CreateSession().value(), second = engine->CreateSession().value();
  const auto endpoint = engine->CreateEndpoint(first).value();
  ASSERT_TRUE(engine->CloseSession(second).ok());
  EXPECT_EQ(engine->MoveEndpoint(endpoint.endpoint, second).code(), StatusCode::kNotFound);
  const Handle third = engine->CreateSession().value();
  ASSERT_TRUE(engine->MoveEndpoint(endpoint.endpoint, third).ok());
  ASSERT_TRUE(engine->CloseEndpoint(endpoint.endpoint).ok());
  EXPECT_TRUE(engine.DrainUntil([&] { return engine.count(EventType::kEndpointClosed) == 1; }));
  EXPECT_EQ(engine->Stats().endpoints, 0);
}

TEST(MediaEngine, UnknownHandlesAreRefused) {
  EngineRig engine(1, 27'100);
  EXPECT_EQ(engine->CreateEndpoint(Handle{}).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(engine->CloseSession(Handle{77}).code(), StatusCode::kNotFound);
  EXPECT_EQ(engine->ConfigureEndpoint(Handle{77}, PcmuTo(1)).code(), StatusCode::kNotFound);
  EXPECT_EQ(engine->Play(Handle{77}, std::string("x"), {}).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(engine->StartRecording({Handle{}, Handle{77}}, {.path = "x"}).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(engine->Stats(Handle{77}).status().code(), StatusCode::kNotFound);
  engine->StopPlayback(Handle{77});
  engine->StopRecording(Handle{77});
}

}  // namespace
}  // namespace ossicle::media
