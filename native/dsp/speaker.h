#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace ossicle::dsp {

/// What is known of how loud one input of a mixer is. Levels are mean squares in 16-bit units squared.
struct Speaker {
  bool present = false;     ///< The input exists.
  bool chosen = true;       ///< Among the loudest, so heard.
  float level = 0;          ///< Smoothed: rises with 30 ms, falls with 300 ms.
  float noise_dbfs = -70;   ///< Falls with the level at once, rises 5 dB/s.
  float recent = 0;         ///< How much speech: 0 to 1 over about 150 ms,
  float lately = 0;         ///< and over about 700 ms.
};

/// Follows the levels of speakers from frame to frame.
class SpeakerLevels {
 public:
  explicit SpeakerLevels(float frame_seconds);
  /// Takes the mean square of a frame, 0 for none.
  void Update(Speaker& speaker, float mean_square) const;

 private:
  float Speech(Speaker& speaker, float mean_square) const;

  float noise_rise_db_;
  float level_rise_, level_fall_, recent_, lately_;  // how far each average goes in a frame
};

/// Chooses the `count` loudest. One that is not chosen takes the place of the quietest that is only when it is 3 dB
/// louder, so that voices of like levels do not change places all the time.
void ChooseLoudest(std::span<Speaker> speakers, std::size_t count);

/// Finds who has the floor, after the idea of I. Volfin and I. Cohen, "Dominant speaker identification for multipoint
/// videoconferencing" (Computer Speech & Language 27, 2013): a challenger must be ahead over a short and a long time, so
/// neither a cough nor a short pause changes anything, and nobody loses the floor by silence alone. It is kept for at
/// least half a second.
class ActiveSpeaker {
 public:
  explicit ActiveSpeaker(float frame_seconds) : frame_seconds_(frame_seconds) {}

  /// Once a frame, after all levels. Whether somebody else has become the active speaker.
  bool Update(std::span<const Speaker> speakers);
  std::optional<std::size_t> index() const { return index_; }
  void Forget() { index_.reset(); }

 private:
  bool Ahead(const Speaker& challenger, std::span<const Speaker> speakers) const;

  float frame_seconds_;
  float seconds_held_ = 0;
  std::optional<std::size_t> index_;
};

}  // namespace ossicle::dsp
