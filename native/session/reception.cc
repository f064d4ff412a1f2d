#include "session/reception.h"

#include <algorithm>

namespace ossicle::session {

Reception::Reception(const EndpointConfig& config, std::unique_ptr<codec::AudioDecoder> decoder) {
  Agree(config);
  slots_.front().playout = std::make_unique<Playout>(config.format, std::move(decoder), Playout::Totals{});
}

void Reception::Agree(const EndpointConfig& config) {
  types_.clear();
  slots_.clear();
  Agree(config.payload_type, config.format);
  for (const AgreedCodec& agreed : config.also_codecs)
    if (!Find(agreed.payload_type)) Agree(agreed.payload_type, agreed.format);
}

/// One codec may have several payload types.
void Reception::Agree(PayloadType type, const codec::CodecFormat& format) {
  const auto slot =
      std::find_if(slots_.begin(), slots_.end(), [&](const Slot& known) { return IsSameCodec(known.format, format); });
  types_.push_back({type, static_cast<std::size_t>(slot - slots_.begin())});
  if (slot == slots_.end()) slots_.push_back({.format = format});
}

std::optional<std::size_t> Reception::Find(PayloadType type) const {
  const auto found =
      std::find_if(types_.begin(), types_.end(), [&](const Type& agreed) { return agreed.payload_type == type; });
  return found == types_.end() ? std::nullopt : std::optional(found->slot);
}

const codec::CodecFormat* Reception::FormatOf(PayloadType type) const {
  const std::optional<std::size_t> slot = Find(type);
  return slot ? &slots_[*slot].format : nullptr;
}

/// A late packet changes nothing: the codec that it is of has been left.
bool Reception::Follow(const rtp::RtpPacket& packet) {
  const std::optional<std::size_t> found = Find(packet.payload_type);
  if (!found || HasLeft(packet)) return false;
  newest_ = packet.sequence_number;
  if (*found == incoming_) return false;
  incoming_ = *found;
  const Slot& slot = slots_[incoming_];
  if (slot.playout && incoming_ != playing_) slot.playout->Reset();
  if (!slot.playout && !slot.requested) Request(incoming_);
  return true;
}

void Reception::Insert(const rtp::RtpPacket& packet, Instant arrival) {
  const std::optional<std::size_t> found = Find(packet.payload_type);
  if (!found) return;
  if (*found != playing_) slots_[playing_].playout->NoteForeign(packet.sequence_number);
  if (*found != playing_ && *found != incoming_) return;
  if (Playout* playout = slots_[*found].playout.get()) playout->Insert(packet, arrival);
}

void Reception::InsertNoise(const rtp::RtpPacket& packet, Instant arrival) {
  Playout* playout = slots_[incoming_].playout.get();
  if (!playout || format().kind == codec::Kind::kOpus) return NoteForeign(packet.sequence_number);
  playout->InsertNoise(packet, arrival);
}

void Reception::NoteForeign(std::uint16_t sequence_number) {
  slots_[playing_].playout->NoteForeign(sequence_number);
  if (incoming_ != playing_ && slots_[incoming_].playout) slots_[incoming_].playout->NoteForeign(sequence_number);
}

bool Reception::Pull(Instant now, Samples frame) {
  Slot& incoming = slots_[incoming_];
  if (!incoming.playout && ++ticks_unprepared_ >= kTicksPerRequest) Request(incoming_);
  if (incoming_ != playing_ && incoming.playout && PullFrom(incoming, now, frame)) {
    PlayIncoming();
    return true;
  }
  return PullFrom(slots_[playing_], now, frame);
}

bool Reception::PullFrom(Slot& slot, Instant now, Samples frame) {
  if (!slot.resampler) return slot.playout->Pull(now, frame);
  const bool heard = slot.playout->Pull(now, slot.frame);
  slot.resampler->Process(slot.frame, frame);
  return heard;
}

void Reception::PlayIncoming() {
  slots_[incoming_].playout->CountOn(slots_[playing_].playout->totals());
  playing_ = incoming_;
}

void Reception::Reset() {
  newest_.reset();
  if (incoming_ != playing_ && slots_[incoming_].playout) PlayIncoming();
  slots_[playing_].playout->Reset();
}

void Reception::Request(std::size_t slot) {
  slots_[slot].requested = true;
  ticks_unprepared_ = 0;
  wanted_ = slot;
}

std::optional<PayloadType> Reception::TakeWanted() {
  const std::optional<std::size_t> wanted = std::exchange(wanted_, std::nullopt);
  if (!wanted) return {};
  return std::find_if(types_.begin(), types_.end(), [&](const Type& type) { return type.slot == *wanted; })
      ->payload_type;
}

void Reception::Prepare(PayloadType type, std::unique_ptr<codec::AudioDecoder> decoder) {
  const std::optional<std::size_t> found = Find(type);
  if (!found || !decoder || slots_[*found].playout) return;
  Slot& slot = slots_[*found];
  slot.playout = std::make_unique<Playout>(slot.format, std::move(decoder), Playout::Totals{});
  if (slot.format.sample_rate_hz == sample_rate_hz()) return;
  slot.resampler.emplace(slot.format.sample_rate_hz, sample_rate_hz());
  slot.frame.assign(FrameSamples(slot.format.sample_rate_hz), 0);
}

void Reception::Reconfigure(const EndpointConfig& config, std::unique_ptr<codec::AudioDecoder> decoder) {
  const Playout::Totals totals = playout().totals();
  const codec::CodecFormat spoken = format();
  std::vector<Slot> before = std::move(slots_);
  Agree(config);
  wanted_.reset();
  incoming_ = playing_ = 0;
  if (decoder) {
    slots_.front().playout = std::make_unique<Playout>(config.format, std::move(decoder), totals);
    return;
  }
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    for (Slot& old : before)
      if (IsSameCodec(old.format, slots_[i].format)) slots_[i] = std::move(old);
    if (IsSameCodec(spoken, slots_[i].format) && slots_[i].playout) incoming_ = i;
  }
  playing_ = incoming_;
  slots_[playing_].playout->CountOn(totals);
}

}  // namespace ossicle::session
