// Everything at once from the control thread while real packets flow, for the thread sanitizer to watch.
#include "engine_rig.h"

namespace ossicle::media {
namespace {

constexpr std::uint16_t kFirstPort = 27'200;
constexpr int kPairs = 40;

class Storm {
 public:
  explicit Storm(std::uint64_t seed) : random_(seed), engine_(3, kFirstPort, 2 * kPairs) {
    for (int i = 0; i < 6; ++i) NewSession();
  }

  void Run(Duration duration) {
    const Instant end = net::Now() + duration;
    while (net::Now() < end) {
      Act();
      if (random_.U32() % 8 == 0) engine_.Drain();
      if (random_.U32() % 16 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  EngineRig& engine() { return engine_; }
  const std::vector<std::string>& recorded() const { return recorded_; }
  std::size_t actions() const { return actions_; }
  const TemporaryFolder& folder() const { return folder_; }

 private:
  struct Member {
    Handle endpoint;
    std::unique_ptr<UdpPeer> peer;
  };

  void NewSession() { sessions_.push_back(engine_->CreateSession().value()); }
  Handle AnySession() { return sessions_[random_.U32() % sessions_.size()]; }
  Handle AnyEndpoint() { return members_[random_.U32() % members_.size()].endpoint; }

  void Act() {
    ++actions_;
    if (members_.size() < 4) return Create();
    switch (random_.U32() % 13) {
      case 0: return Create();
      case 1: return CloseOne();
      case 2:
      case 3:
      case 4: EXPECT_TRUE(engine_->MoveEndpoint(AnyEndpoint(), AnySession()).ok()); return;
      case 5: return Configure(members_[random_.U32() % members_.size()]);
      case 6: return Play();
      case 7: return PlayFile();
      case 8: return Record();
      case 9: EXPECT_TRUE(engine_->SendDigits(AnyEndpoint(), "12#", Milliseconds(60)).ok()); return;
      case 10: EXPECT_TRUE(engine_->SetLoopback(AnyEndpoint(), random_.U32() % 2 == 0).ok()); return;
      case 11: return SwitchVoice(AnyEndpoint(), random_.U32() % 2 == 0);
      default: EXPECT_TRUE(engine_->Stats(AnyEndpoint()).ok());
    }
  }

  void SwitchVoice(Handle endpoint, bool on) {
    const bool module = dsp::WebRtcStage::IsLinked();
    switch (random_.U32() % (module ? 4 : 2)) {
      case 0: EXPECT_TRUE(engine_->SetVoiceDetection(endpoint, on).ok()); return;
      case 1: EXPECT_TRUE(engine_->SetGainControl(endpoint, on).ok()); return;
      case 2: EXPECT_TRUE(engine_->SetNoiseSuppression(endpoint, on).ok()); return;
      default: EXPECT_TRUE(engine_->SetEchoCancellation(endpoint, on).ok());
    }
  }

  void Create() {
    if (members_.size() >= 24) return CloseOne();
    const Result<Engine::CreatedEndpoint> made = engine_->CreateEndpoint(AnySession());
    if (!made.ok()) {  // pairs of closed endpoints come back a little later
      EXPECT_TRUE(made.status().code() == StatusCode::kNoPorts || made.status().code() == StatusCode::kFull);
      return engine_.Drain();
    }
    members_.push_back({made.value().endpoint, std::make_unique<UdpPeer>(made.value().port, std::uint8_t{0x20})});
    Configure(members_.back());
  }

  void CloseOne() {
    const std::size_t index = random_.U32() % members_.size();
    EXPECT_TRUE(engine_->CloseEndpoint(members_[index].endpoint).ok());
    members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(index));
  }

  void Configure(Member& member) {
    const std::uint16_t port = member.peer->port();
    EXPECT_TRUE(engine_->ConfigureEndpoint(member.endpoint, random_.U32() % 4 == 0 ? OpusTo(port) : PcmuTo(port)).ok());
  }

  void Play() {
    const Result<Handle> playback =
        engine_->Play(AnyEndpoint(), SoundSamples{std::vector<Sample>(4000, 900), 16'000}, {.loops = random_.U32() % 2});
    ASSERT_TRUE(playback.ok());
    if (random_.U32() % 2 == 0) engine_->StopPlayback(playback.value());
  }

  void PlayFile() {
    const std::string path = folder_.file(std::to_string(random_.U32() % (recorded_.size() + 2)) + ".wav");
    EXPECT_TRUE(engine_->Play(AnyEndpoint(), path, {.loops = random_.U32() % 4}).ok());
  }

  /// WAV most often, for PlayFile looks for these.
  RecordingOptions AnyRecording() {
    const auto kind = random_.U32() % 2 == 0 ? RecordingKind::kWav : static_cast<RecordingKind>(random_.U32() % 3);
    const auto part = static_cast<session::AudioPart>(random_.U32() % 3);
    const char* const ending = kind == RecordingKind::kWav ? ".wav" : kind == RecordingKind::kPcap ? ".pcap" : ".ogg";
    recorded_.push_back(folder_.file(std::to_string(recorded_.size()) + ending));
    return {.path = recorded_.back(), .kind = kind, .part = part, .sent_too = true};
  }

  void Record() {
    const Result<Handle> recording =
        engine_->StartRecording({Handle{}, AnyEndpoint()}, AnyRecording());
    ASSERT_TRUE(recording.ok());
    if (random_.U32() % 2 == 0) engine_->PauseRecording(recording.value(), true);
    if (random_.U32() % 3 == 0) engine_->StopRecording(recording.value());
  }

  Random random_;
  TemporaryFolder folder_;
  EngineRig engine_;
  std::vector<Handle> sessions_;
  std::vector<Member> members_;
  std::vector<std::string> recorded_;
  std::size_t actions_ = 0;
};

TEST(Storm, EverythingAtOnceLeavesNothingBehind) {
  Storm storm(42);
  storm.Run(std::chrono::seconds(4));
  storm.engine()->Close();
  storm.engine().Drain();
  EXPECT_GT(storm.actions(), 500u);
  EXPECT_EQ(storm.engine()->Stats().endpoints, 0);
  EXPECT_EQ(storm.engine()->Stats().events_dropped, 0);
  EXPECT_EQ(storm.engine().count(session::EventType::kRecordingEnded), storm.recorded().size());
  for (const std::string& path : storm.recorded()) {
    ASSERT_TRUE(std::filesystem::exists(path)) << path;
    if (!path.ends_with(".wav")) continue;
    EXPECT_EQ(std::filesystem::file_size(path), 44 + AnnouncedBytes(path));
  }
  for (int i = 0; i < 2 * kPairs; ++i)
    EXPECT_TRUE(net::UdpSocket::Bind(kLoopback.WithPort(static_cast<std::uint16_t>(kFirstPort + i))).ok()) << i;
}

TEST(Storm, ClosingInTheMiddleOfItIsClean) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Storm storm(seed);
    storm.Run(Milliseconds(300));
    storm.engine()->Close();  // nothing drained before
    storm.engine().Drain();
    EXPECT_EQ(storm.engine().count(session::EventType::kRecordingEnded), storm.recorded().size());
    EXPECT_EQ(storm.engine()->Stats().endpoints, 0);
  }
}

}  // namespace
}  // namespace ossicle::media
