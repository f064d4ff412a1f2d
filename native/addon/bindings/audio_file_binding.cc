#include "addon/bindings/audio_file_binding.h"

#include "addon/unit_class.h"
#include "file/flac_reader.h"
#include "file/flac_writer.h"
#include "file/vorbis_reader.h"
#include "file/wav_reader.h"
#include "file/wav_writer.h"
#include "session/ogg_opus_reader.h"
#include "session/ogg_opus_writer.h"

namespace ossicle::addon {
namespace {

using file::AudioReader;
using file::AudioWriter;

// Bytes that make no sense are rare and end the file, so they may throw: the message says what is wrong with them.
napi_value Push(const UnitCall& call, AudioReader& reader) {
  const auto bytes = call.Uint8(0);
  if (!bytes) return call.Error(FrameError::kNotAView);
  const auto taken = reader.Push(*bytes);
  if (taken.ok()) return call.Count(taken.value());
  call.Throw(taken.status());
  return nullptr;
}

napi_value End(const UnitCall& call, AudioReader& reader) {
  const Status status = reader.End();
  if (status.ok()) return call.Count(0);
  call.Throw(status);
  return nullptr;
}

napi_value Read(const UnitCall& call, AudioReader& reader) {
  const auto info = reader.info();
  const std::size_t least = info ? static_cast<std::size_t>(info->channels) : 1;
  if (const auto out = call.Int16(0)) {
    return out->size() < least ? call.Error(FrameError::kTooShort) : call.Count(reader.Read(*out));
  }
  const auto out = call.Float32(0);
  if (!out) return call.Error(FrameError::kNotAView);
  return out->size() < least ? call.Error(FrameError::kTooShort) : call.Count(reader.Read(*out));
}

// 0 before the header is complete.
napi_value SampleRateHz(const UnitCall& call, AudioReader& reader) {
  return call.Number(reader.info() ? reader.info()->sample_rate_hz : 0);
}

napi_value Channels(const UnitCall& call, AudioReader& reader) {
  return call.Number(reader.info() ? reader.info()->channels : 0);
}

napi_value EncodingIndex(const UnitCall& call, AudioReader& reader) {
  return call.Number(reader.info() ? static_cast<double>(reader.info()->encoding) : 0);
}

// Samples per channel; -1 when the file does not say.
napi_value TotalSamples(const UnitCall& call, AudioReader& reader) {
  const auto& info = reader.info();
  return call.Number(info && info->total_frames ? static_cast<double>(*info->total_frames) : -1);
}

napi_value Truncated(const UnitCall& call, AudioReader& reader) { return call.Count(reader.truncated() ? 1 : 0); }

napi_value DamagedParts(const UnitCall& call, AudioReader& reader) {
  return call.Number(static_cast<double>(reader.damaged_parts()));
}

template <typename View>
napi_value WriteView(const UnitCall& call, AudioWriter& writer, View in) {
  const auto taken = writer.Write(in);
  if (taken.ok()) return call.Count(taken.value());
  call.Throw(taken.status());
  return nullptr;
}

napi_value Write(const UnitCall& call, AudioWriter& writer) {
  if (const auto in = call.Int16(0)) return WriteView(call, writer, ConstSamples(*in));
  const auto in = call.Float32(0);
  return in ? WriteView(call, writer, std::span<const float>(*in)) : call.Error(FrameError::kNotAView);
}

napi_value Finish(const UnitCall& call, AudioWriter& writer) {
  const auto done = writer.Finish();
  if (done.ok()) return call.Count(done.value() ? 1 : 0);
  call.Throw(done.status());
  return nullptr;
}

napi_value Take(const UnitCall& call, AudioWriter& writer) {
  const auto out = call.Uint8(0);
  return out ? call.Count(writer.Take(*out)) : call.Error(FrameError::kNotAView);
}

napi_value Head(const UnitCall& call, AudioWriter& writer) {
  const auto out = call.Uint8(0);
  if (!out) return call.Error(FrameError::kNotAView);
  return out->size() < AudioWriter::kMaxHeadBytes ? call.Error(FrameError::kTooShort) : call.Count(writer.Head(*out));
}

template <typename Unit>
napi_value Reset(const UnitCall& call, Unit& unit) {
  unit.Reset();
  return call.Undefined();
}

template <Result<std::unique_ptr<AudioReader>> (*kMake)(const UnitCall&)>
void RegisterReader(napi_env env, napi_value exports, const char* name) {
  using Class = UnitClass<AudioReader, kMake>;
  Class::Register(
      env, exports, name,
      {Class::template Method<Push>("push"), Class::template Method<End>("end"), Class::template Method<Read>("read"),
       Class::template Method<SampleRateHz>("sampleRateHz"), Class::template Method<Channels>("channels"),
       Class::template Method<EncodingIndex>("encoding"), Class::template Method<TotalSamples>("totalSamples"),
       Class::template Method<Truncated>("truncated"), Class::template Method<DamagedParts>("damagedParts"),
       Class::template Method<Reset<AudioReader>>("reset")});
}

template <Result<std::unique_ptr<AudioWriter>> (*kMake)(const UnitCall&)>
void RegisterWriter(napi_env env, napi_value exports, const char* name) {
  using Class = UnitClass<AudioWriter, kMake>;
  Class::Register(env, exports, name,
                  {Class::template Method<Write>("write"), Class::template Method<Finish>("finish"),
                   Class::template Method<Take>("take"), Class::template Method<Head>("head"),
                   Class::template Method<Reset<AudioWriter>>("reset")});
}

AudioFormat FormatOf(const UnitCall& call) { return {call.IntOption("sampleRateHz"), call.IntOption("channels")}; }

template <typename Reader>
Result<std::unique_ptr<AudioReader>> MakeReader(const UnitCall&) {
  return std::unique_ptr<AudioReader>(std::make_unique<Reader>());
}

template <typename Writer>
Result<std::unique_ptr<AudioWriter>> MakeWriter(const UnitCall& call) {
  return Writer::Make(static_cast<file::Encoding>(call.IntOption("encoding")), FormatOf(call));
}

Result<std::unique_ptr<AudioReader>> MakeOggOpusReader(const UnitCall& call) {
  return std::unique_ptr<AudioReader>(std::make_unique<session::OggOpusReader>(call.IntOption("sampleRateHz")));
}

Result<std::unique_ptr<AudioWriter>> MakeOggOpusWriter(const UnitCall& call) {
  return session::OggOpusWriter::Make({.format = FormatOf(call),
                                       .bitrate_bps = call.IntOption("bitrateBps"),
                                       .serial = static_cast<std::uint32_t>(call.Option("serial"))});
}

}  // namespace

void RegisterAudioFiles(napi_env env, napi_value exports) {
  RegisterReader<MakeReader<file::WavReader>>(env, exports, "WavReader");
  RegisterWriter<MakeWriter<file::WavWriter>>(env, exports, "WavWriter");
  RegisterReader<MakeReader<file::FlacReader>>(env, exports, "FlacReader");
  RegisterWriter<MakeWriter<file::FlacWriter>>(env, exports, "FlacWriter");
  RegisterReader<MakeReader<file::VorbisReader>>(env, exports, "OggVorbisReader");
  RegisterReader<MakeOggOpusReader>(env, exports, "OggOpusReader");
  RegisterWriter<MakeOggOpusWriter>(env, exports, "OggOpusWriter");
}

}  // namespace ossicle::addon
