#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "core/slot_map.h"

namespace ossicle::session {

/// What happened. `a`, `b` and `text` mean what the line says; unused ones are 0 and "".
enum class EventType : std::uint8_t {
  kDtmf,            ///< a: duration ms; b: 0 RFC 4733, 1 in-band; text: the digit
  kSpeechStarted,   ///<
  kSpeechEnded,     ///< a: duration ms
  kMediaStarted,    ///<
  kMediaTimeout,    ///< a: silent ms
  kRtcpBye,         ///< With GoodbyeDetails; a: which of those that were drained with it.
  kPlaybackEnded,   ///< a: played ms; b: PlaybackEnd; text: what failed
  kRecordingEnded,  ///< a: recorded ms; b: RecordingEnd; text: what failed
  kEndpointClosed,  ///<
  kRecordingStarted,  ///< The file was created.
  kRecordingCounted,  ///< a: packets in the file; b: packets dropped. Once a second, and just before the end.
  kTapReady,          ///< There are samples again.
  kStreamMark,        ///< a: which; b: 1 when it was played, 0 when it was cleared
  kStreamCleared,     ///< a: samples played until then; b: samples that were thrown away
  kStreamRoom,        ///< There is room again.
  kVoiceStarted,    ///< These two from a voice activity monitor.
  kVoiceSilent,     ///< a: since when, ms
  kDigitHeard,      ///< These four from SoundDetectors. a: duration ms; text: the digit
  kToneHeard,       ///< a: pattern, or less than 0 a dsp::ToneDetector::Signal
  kAnswerKnown,     ///< a: dsp::AnsweringMachineDetector's decision times kAnswerCauses, plus its cause; b: after ms
  kBeepHeard,       ///< a: Hz; b: how long, ms
  kSpeakerChanged,  ///< Of a session. a: handle of the endpoint that has the floor, 0 for none
  kDecoderWanted,   ///< a: payload type of a codec that was agreed. Not told to the outside.
};

inline constexpr int kAnswerCauses = 16;

enum class PlaybackEnd : std::uint8_t { kFinished, kStopped, kReplaced, kFailed, kClosed };
enum class RecordingEnd : std::uint8_t { kStopped, kClosed, kFailed };

/// One event of an endpoint, playback or recording. Small and trivially copyable: it crosses threads in a ring.
/// `text` is always a string literal.
struct Event {
  EventType type{};
  Handle subject;
  double a = 0;
  double b = 0;
  const char* text = "";
};

/// What an RTCP BYE said. Small and trivially copyable as well.
struct GoodbyeDetails {
  std::array<std::uint32_t, 31> ssrcs{};
  std::uint8_t ssrc_count = 0;
  std::array<char, 255> reason{};
  std::uint8_t reason_size = 0;
};

class Player;

/// Where a session's parts report. Called on the thread that drives the session; must not block.
class EventSink {
 public:
  virtual ~EventSink() = default;
  virtual void Emit(const Event& event) = 0;
  virtual void EmitGoodbye(Handle endpoint, const GoodbyeDetails&) { Emit({EventType::kRtcpBye, endpoint}); }
  /// A player that has ended, to be freed elsewhere: its memory may be large.
  virtual void Retire(std::unique_ptr<Player> player) = 0;
};

}  // namespace ossicle::session
