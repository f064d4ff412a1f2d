#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "core/random.h"
#include "media/command.h"
#include "media/engine_stats.h"
#include "media/file_worker.h"
#include "media/recording_commands.h"
#include "media/recording_file.h"
#include "media/shared_source.h"
#include "media/tap_sink.h"
#include "session/pushed_audio.h"

namespace ossicle::media {

/// What can be played: a file's path, samples in memory, or tones.
struct SoundSamples {
  std::vector<Sample> samples;
  int sample_rate_hz = 8000;
};
/// A file that all who play it shared hear at the same pace.
struct SharedFile {
  std::string path;
};
/// Sound that is pushed, by CreateStream.
struct SoundStream {
  Handle stream;
};
using SoundSource = std::variant<std::string, SoundSamples, std::vector<dsp::Tone>, SharedFile, SoundStream>;

enum class RecordingKind : std::uint8_t { kWav, kOgg, kPcap };

struct RecordingOptions {
  std::string path;
  RecordingKind kind = RecordingKind::kWav;
  session::AudioPart part = session::AudioPart::kSaid;  ///< Of one endpoint.
  int sample_rate_hz = 0;                               ///< 0: the endpoint's own.
  bool sent_too = false;                                ///< RTP that is sent, in a capture.
  std::size_t queue_packets = 1000;                     ///< Of a capture.
};

/// The control thread's side of the media plane: knows which session and endpoint lives on which host, makes
/// everything that takes memory, and sends it there as commands. MediaEngine and SteppedEngine supply the hosts.
/// Every call returns at once; outcomes come as events. Control thread only.
class Engine {
 public:
  /// Endpoints at a time; more is kFull.
  static constexpr std::size_t kMaxEndpoints = 100'000;

  /// `hosts`: media threads. `wake_control` is called from any thread when something waits to be drained.
  Engine(std::size_t hosts, std::uint64_t seed, std::function<void()> wake_control);
  virtual ~Engine();

  struct CreatedEndpoint {
    Handle endpoint;
    std::uint16_t port;
  };
  struct CreatedSource {
    Handle endpoint;
    Handle playback;  ///< Whose end is told by kPlaybackEnded.
  };
  struct CreatedBridge {
    Handle near, far;
  };
  struct SourceOptions {
    session::PlayOptions play;
    float gain_db = 0;
  };

  Result<Handle> CreateSession();
  /// Its endpoints must be closed first (commands given, not awaited).
  Status CloseSession(Handle session);
  Result<CreatedEndpoint> CreateEndpoint(Handle session, const session::Participation& participation = {});
  /// Endpoints that play into a session.
  Result<CreatedSource> CreateSource(Handle session, const SoundSource& sound, const SourceOptions& options);
  Status PauseSource(Handle endpoint, bool paused);
  Status SeekSource(Handle endpoint, Duration position);
  /// Ends in two sessions that hear each other through them. `near` is how that in `session` takes part; the other's
  /// way is the mirror image. Each is closed by itself.
  Result<CreatedBridge> CreateBridge(Handle session, Handle target, const session::Participation& near);
  Status SetParticipation(Handle endpoint, const session::Participation& participation);
  /// An exception to "hears all others", until one of the two leaves the session they share.
  Status SetHearing(Handle listener, Handle speaker, bool hears);
  /// `srtp`: its keys, or none for plain RTP.
  Status ConfigureEndpoint(Handle endpoint, const session::EndpointConfig& config,
                           std::unique_ptr<secure::SrtpSession> srtp = nullptr);
  Status MoveEndpoint(Handle endpoint, Handle session);
  Status SetLoopback(Handle endpoint, bool on);
  /// Parts of the endpoint's voice chain. kState before ConfigureEndpoint, kUnsupported without the WebRTC module
  /// (echo, noise). They stay when the codec changes.
  Status SetEchoCancellation(Handle endpoint, bool on);
  Status SetNoiseSuppression(Handle endpoint, bool on);
  Status SetGainControl(Handle endpoint, bool on);
  /// Speech by the voice detector, or by energy alone. kState before ConfigureEndpoint.
  Status SetVoiceDetection(Handle endpoint, bool on);
  /// Reports speech and silence of what any endpoint says (kVoiceStarted, kVoiceSilent) until told otherwise.
  Status WatchVoice(Handle endpoint, const dsp::VoiceActivityMonitor::Config& config);
  Status UnwatchVoice(Handle endpoint);
  /// Looks for these in what any endpoint says, in place of what was looked for before; with none for nothing.
  Status DetectSounds(Handle endpoint, std::optional<session::SoundDetectors::Config> config);
  /// Whether kSpeakerChanged tells who has the floor in a session. Everyone in it is decoded then.
  Status WatchSpeaker(Handle session, bool watched);
  Status CloseEndpoint(Handle endpoint);

  Result<Handle> Play(Handle endpoint, const SoundSource& sound, const session::PlayOptions& options);
  void StopPlayback(Handle playback);
  /// Whether the file could be created is told by kRecordingStarted or kRecordingEnded.
  Result<Handle> StartRecording(const RecordingTarget& target, const RecordingOptions& options);
  /// Sound to be read by FindTap; ended by StopRecording.
  Result<Handle> StartTap(const RecordingTarget& target, int sample_rate_hz, session::AudioPart part);
  /// Null when it was stopped.
  TapSink* FindTap(Handle tap);
  void StopRecording(Handle recording);
  void PauseRecording(Handle recording, bool paused);

  /// Sound that is written here and played as a SoundStream, once.
  Handle CreateStream(int sample_rate_hz, Duration capacity);
  std::shared_ptr<session::PushedAudio> FindStream(Handle stream);
  void FreeStream(Handle stream);
  /// `volume` in -dBm0, 0..63.
  Status SendDigits(Handle endpoint, std::string digits, Duration duration, std::uint8_t volume = 10);
  Status StopDigits(Handle endpoint);
  /// What a kRtcpBye that was just drained said.
  const session::GoodbyeDetails& DetailsOf(const session::Event& goodbye) const {
    return goodbyes_[static_cast<std::size_t>(goodbye.a)];
  }

  Result<session::EndpointStats> Stats(Handle endpoint);
  EngineStats Stats();

  /// Hands every waiting event to `visit(const session::Event&)` and frees what came back.
  template <typename Visit>
  void Drain(Visit visit) {
    wake_pending_.store(false, std::memory_order_release);
    CollectEvents();
    for (const session::Event& event : drained_) visit(event);
    drained_.clear();
    goodbyes_.clear();
  }

  /// Ends everything: BYE, recordings complete, threads joined. Events that this causes can still be drained.
  void Close();

  // Called by commands that came back.
  void OnEndpointClosed(Handle endpoint);
  void OnEndpointMoved(Handle endpoint, std::size_t host);

 protected:
  struct MadeTransport {
    std::unique_ptr<Transport> transport;
    std::uint16_t port = 0;
  };

  virtual Result<MadeTransport> MakeTransport() = 0;
  virtual void ReleasePort(std::uint16_t port) = 0;
  /// Hands a command to a host; false when its queue is full (the command is then kept and offered again).
  virtual bool Post(std::size_t host, Command* command) = 0;
  virtual void CollectOutboxes() = 0;
  /// The events of all hosts, and no completions.
  virtual void CollectHostEvents() = 0;
  virtual void StopHosts() = 0;
  /// After the last collection: whoever keeps a closed engine (a garbage collector) should not keep its memory.
  virtual void FreeHosts() {}
  virtual double MissedTicks() const { return 0; }
  virtual double EventsDropped() const = 0;

  /// Takes everything out of one outbox.
  void CollectOutbox(Outbox& outbox);
  void CollectOutboxEvents(Outbox& outbox);
  /// From any thread that has put something into an outbox.
  void WakeControl();
  FileWorker& file_worker() { return file_worker_; }
  Random& random() { return random_; }

 private:
  struct SessionRecord {
    std::size_t host = 0;
  };
  struct Waiting {
    std::unique_ptr<Command> command;
    bool moves;
  };
  struct EndpointRecord {
    session::EndpointKind kind = session::EndpointKind::kRtp;
    std::size_t host = 0;
    std::uint16_t port = 0;  // of RTP
    int sample_rate_hz = 8000;
    bool configured = false;
    std::vector<session::AgreedCodec> also_codecs{};
    bool echo_cancellation = false, noise_suppression = false, gain_control = false;
    bool moving = false;
    bool closing = false;
    std::vector<Waiting> waiting{};  // for a move to finish, in order
    std::shared_ptr<Published<session::EndpointStats>> stats{};
  };

  struct RecordingRecord {
    RecordingTarget target;
    std::shared_ptr<TapSink> tap{};
  };

  Result<int> RateOf(const RecordingTarget& target, int wanted_hz);
  Result<std::unique_ptr<RecordingFile>> MakeRecordingFile(const RecordingOptions& options, const AudioFormat& format);
  void Record(const RecordingTarget& target, Handle recording, RecordingSink sink, session::AudioPart part);
  void SendTo(const RecordingTarget& target, std::unique_ptr<Command> command);
  std::unique_ptr<session::SampleSource> JoinShared(const std::string& path, const session::PlayOptions& options);
  void RestoreVoice(Handle endpoint, const EndpointRecord& record);
  /// Sends what `make` makes, or with `on` false an empty place for it.
  template <typename Part>
  Status SwitchVoice(Handle endpoint, bool on, bool EndpointRecord::*flag,
                     Result<std::unique_ptr<Part>> (*make)(int sample_rate_hz));
  void CollectEvents();
  void Note(const session::Event& event);
  void PrepareDecoder(Handle endpoint, PayloadType type);
  /// `moves`: what is sent after it has to wait until it comes back, for the host is another then.
  void Send(EndpointRecord& endpoint, std::unique_ptr<Command> command, bool moves = false);
  void Dispatch(std::size_t host, std::unique_ptr<Command> command);
  void FlushBacklog();
  EndpointRecord* FindOpen(Handle endpoint);
  Result<std::unique_ptr<session::SampleSource>> MakeSource(const SoundSource& sound, int sample_rate_hz,
                                                            const session::PlayOptions& options);
  Status CheckRoom();
  Handle AddRecord(EndpointRecord record);
  void AddToHost(std::unique_ptr<session::Endpoint> endpoint, std::unique_ptr<Transport> transport, Handle session);
  EndpointRecord* FindRtp(Handle endpoint);
  std::size_t QuietestHost() const;
  Handle NextHandle() { return {++last_handle_}; }

  Random random_;
  std::string cname_;
  const std::function<void()> wake_control_;
  std::atomic<bool> wake_pending_{false};
  FileWorker file_worker_;

  SlotMap<SessionRecord> sessions_;
  SlotMap<EndpointRecord> endpoints_;
  std::vector<std::size_t> host_load_;                                // sessions and endpoints per host
  std::unordered_map<std::uint64_t, Handle> playbacks_;               // to their endpoint
  std::unordered_map<std::uint64_t, RecordingRecord> recordings_;
  std::unordered_map<std::uint64_t, std::shared_ptr<session::PushedAudio>> streams_;
  std::unordered_map<std::string, std::weak_ptr<SharedReader>> shared_;  // by path
  std::uint64_t last_handle_ = 0;                                     // of playbacks and recordings

  std::size_t under_way_ = 0;  // commands posted and not yet back
  std::vector<std::pair<std::size_t, std::unique_ptr<Command>>> backlog_;
  std::vector<session::Event> drained_;
  std::vector<session::GoodbyeDetails> goodbyes_;  // of those in drained_
  double commands_refused_ = 0;
  double past_srtp_errors_ = 0;  // of endpoints that are gone
  bool closed_ = false;
};

}  // namespace ossicle::media
