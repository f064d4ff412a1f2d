#pragma once

namespace ossicle::rtp {

/// How a codec takes packet loss, for the E-model (ITU-T G.107, values of G.113 Appendix I where they exist).
struct CodecImpairment {
  double equipment_impairment = 0;  ///< Ie, without loss.
  double loss_robustness = 4.3;     ///< Bpl: the loss percentage that halves what is left.
};

/// G.711 with loss concealment (G.113 Appendix I: Ie 0, Bpl 25.1).
inline constexpr CodecImpairment kG711Impairment{0.0, 25.1};
/// G.711 that plays silence in holes (G.113 Appendix I: Ie 0, Bpl 4.3).
inline constexpr CodecImpairment kG711UnconcealedImpairment{0.0, 4.3};
/// Wideband G.722 on the narrowband scale: not worse than G.711 without loss, concealment of the same kind.
inline constexpr CodecImpairment kG722Impairment{0.0, 25.1};
/// Opus has no ITU value. Speech at 24 kbit/s and more is transparent on the narrowband scale, and its own
/// concealment is taken to be as robust as G.711's.
inline constexpr CodecImpairment kOpusImpairment{0.0, 25.1};

struct EModelInput {
  double one_way_delay_ms = 0;  ///< Mouth to ear: half the round trip, jitter buffer, packet time.
  double loss_ratio = 0;        ///< 0..1, what was not played, late packets included.
  double burst_ratio = 1;       ///< BurstR: 1 for random loss, above for bursts.
  CodecImpairment codec = kG711Impairment;
};

struct ConversationQuality {
  double r_factor = 0;  ///< 0..100.
  double mos = 1;       ///< 1..4.5 (MOS-CQE).
};

/// ITU-T G.107 (06/2015) with the default values of its table 3 for all that is not an input: R = 93.2 - Idd - Ie,eff.
ConversationQuality EstimateQuality(const EModelInput& input);

}  // namespace ossicle::rtp
