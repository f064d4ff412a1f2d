#include "addon/args.h"

#include <algorithm>
#include <cmath>

#include "addon/bindings/tone_patterns.h"
#include "net/address_text.h"

namespace ossicle::addon {
namespace {

constexpr double kMaxSafeInteger = 9007199254740991.0;
constexpr double kMaxMilliseconds = 1e12;

Result<SocketAddress> ToAddress(const Napi::Object& object, const char* port_name) {
  const std::string literal = ToText(object.Get("remoteAddress"));
  if (literal.empty()) return SocketAddress{};
  return net::ParseAddress(literal, ToPort(object.Get(port_name)));
}

/// A view of the caller's bytes; empty when there are none.
Bytes ToBytes(const Napi::Value& value) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) return {};
  const auto array = value.As<Napi::Uint8Array>();
  return {array.Data(), array.ByteLength()};
}

PayloadType ToPayloadType(int value) { return static_cast<PayloadType>(std::clamp(value, 0, 127)); }

}  // namespace

Handle ToHandle(const Napi::Value& value) {
  const double number = ToDouble(value);
  return {number >= 0 && number <= kMaxSafeInteger ? static_cast<std::uint64_t>(number) : 0};
}

Napi::Value FromHandle(Napi::Env env, Handle handle) {
  return Napi::Number::New(env, static_cast<double>(handle.value));
}

bool ToBool(const Napi::Value& value) { return value.IsBoolean() && value.As<Napi::Boolean>().Value(); }

double ToDouble(const Napi::Value& value) {
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : 0;
  return std::isfinite(number) ? number : 0;
}

int ToInt(const Napi::Value& value) {
  return static_cast<int>(std::clamp(ToDouble(value), -2147483648.0, 2147483647.0));
}

std::uint16_t ToPort(const Napi::Value& value) {
  return static_cast<std::uint16_t>(std::clamp(ToDouble(value), 0.0, 65535.0));
}

std::string ToText(const Napi::Value& value) { return value.IsString() ? value.As<Napi::String>().Utf8Value() : ""; }

Duration ToDuration(const Napi::Value& milliseconds) {
  return Duration(static_cast<std::int64_t>(std::clamp(ToDouble(milliseconds), 0.0, kMaxMilliseconds) * 1e6));
}

namespace {

/// `clock_rate_hz` counts for L16 alone, where it is the rate of the samples, too (RFC 3551 section 4.5.11); 0: the usual.
codec::CodecFormat FormatOf(const codec::CodecDescription& codec, int clock_rate_hz) {
  if (codec.kind == codec::Kind::kL16 && clock_rate_hz > 0) return {codec.kind, clock_rate_hz, clock_rate_hz};
  return {codec.kind, codec.sample_rates_hz.front(), codec.clock_rate_hz};
}

/// False when this build has no such codec.
bool AddAlsoReceived(const Napi::Object& also, session::EndpointConfig& config) {
  const PayloadType type = ToPayloadType(ToInt(also.Get("payloadType")));
  const std::string name = ToText(also.Get("codec"));
  if (name == "telephone-event") {
    config.also_events.push_back({type, std::clamp(ToInt(also.Get("clockRateHz")), 1000, 192'000)});
    return true;
  }
  const codec::CodecDescription* codec = codec::FindCodec(name);
  if (codec) config.also_codecs.push_back({type, FormatOf(*codec, ToInt(also.Get("clockRateHz")))});
  return codec != nullptr;
}

}  // namespace

Result<session::EndpointConfig> ToEndpointConfig(const Napi::Value& value) {
  if (!value.IsObject()) return Status(StatusCode::kInvalidArgument, "the endpoint configuration is not an object");
  const auto object = value.As<Napi::Object>();
  const codec::CodecDescription* codec = codec::FindCodec(ToText(object.Get("codec")));
  if (!codec) return Status(StatusCode::kUnsupported, "this build has no such codec");
  const Result<SocketAddress> rtp = ToAddress(object, "remotePort");
  const Result<SocketAddress> rtcp = ToAddress(object, "remoteRtcpPort");
  if (!rtp.ok()) return rtp.status();
  session::EndpointConfig config;
  config.remote_rtp = rtp.value();
  config.remote_rtcp = rtcp.value();
  config.rtcp_mux = ToBool(object.Get("rtcpMux"));
  config.format = FormatOf(*codec, ToInt(object.Get("codecClockRateHz")));
  config.payload_type = ToPayloadType(ToInt(object.Get("payloadType")));
  const int telephone_event = ToInt(object.Get("telephoneEventPayloadType"));
  if (telephone_event >= 0) config.telephone_event = ToPayloadType(telephone_event);
  config.telephone_event_clock_hz = std::clamp(ToInt(object.Get("telephoneEventClockRateHz")), 1000, 192'000);
  const int comfort_noise = ToInt(object.Get("comfortNoisePayloadType"));
  if (comfort_noise >= 0) config.comfort_noise = ToPayloadType(comfort_noise);
  const Napi::Value also = object.Get("alsoReceives");
  for (std::uint32_t i = 0; also.IsArray() && i < also.As<Napi::Array>().Length(); ++i) {
    const Napi::Value entry = also.As<Napi::Array>().Get(i);
    if (!entry.IsObject() || !AddAlsoReceived(entry.As<Napi::Object>(), config))
      return Status(StatusCode::kUnsupported, "this build has no such codec");
  }
  config.sends = ToBool(object.Get("sends"));
  config.receives = ToBool(object.Get("receives"));
  config.awaits_peer = ToBool(object.Get("awaitsPeer"));
  if (ToText(object.Get("learning")) == "newest") config.learning = session::Learning::kNewest;
  config.steady = ToBool(object.Get("steady"));
  config.detection = ToBool(object.Get("detection"));
  config.media_timeout = ToDuration(object.Get("mediaTimeoutMs"));
  return config;
}

Result<std::unique_ptr<secure::SrtpSession>> ToSrtp(const Napi::Value& config) {
  std::unique_ptr<secure::SrtpSession> none;
  const Napi::Value value = config.IsObject() ? config.As<Napi::Object>().Get("srtp") : config;
  if (!value.IsObject()) return none;
  const auto object = value.As<Napi::Object>();
  const std::optional<secure::SrtpSuite> suite = secure::FindSrtpSuite(ToText(object.Get("suite")));
  if (!suite) return Status(StatusCode::kUnsupported, "no such SRTP suite");
  const auto send = secure::SrtpMasterKey::From(*suite, ToBytes(object.Get("sendKey")));
  const Napi::Value receive_key = object.Get("receiveKey");
  const auto receive = secure::SrtpMasterKey::From(*suite, ToBytes(receive_key));
  if (!send || (receive_key.IsTypedArray() && !receive))
    return Status(StatusCode::kInvalidArgument, "an SRTP key has not the size of its suite");
  return secure::SrtpSession::Make(*send, receive);
}

std::optional<session::SoundDetectors::Config> ToSoundDetection(const Napi::Value& value) {
  if (!value.IsObject()) return {};
  const auto object = value.As<Napi::Object>();
  session::SoundDetectors::Config config;
  config.digits = ToBool(object.Get("digits"));
  config.tones = ToBool(object.Get("tones"));
  config.answer = ToBool(object.Get("answer"));
  config.patterns = PatternsOf(ToFigures(object.Get("patterns")));
  const bool all_audible = std::all_of(config.patterns.begin(), config.patterns.end(),
                                       [](const dsp::TonePattern& pattern) { return pattern.audible(); });
  if (!all_audible) config.patterns.clear();
  return config;
}

session::Participation ToParticipation(const Napi::Value& value) {
  session::Participation participation;
  if (!value.IsObject()) return participation;
  const auto object = value.As<Napi::Object>();
  participation.feeds = ToBool(object.Get("feeds"));
  participation.hears = ToBool(object.Get("hears"));
  participation.muted = ToBool(object.Get("muted"));
  participation.terminal = ToBool(object.Get("terminal"));
  participation.gain_db = static_cast<float>(std::clamp(ToDouble(object.Get("gainDb")), -120.0, 60.0));
  return participation;
}

media::SoundSource ToSound(const Napi::Value& value) {
  if (!value.IsObject()) return std::vector<dsp::Tone>{};
  const auto object = value.As<Napi::Object>();
  const Napi::Value path = object.Get("path"), samples = object.Get("samples");
  const Napi::Value stream = object.Get("stream");
  if (stream.IsNumber()) return media::SoundStream{ToHandle(stream)};
  if (path.IsString() && ToBool(object.Get("shared"))) return media::SharedFile{ToText(path)};
  if (path.IsString()) return ToText(path);
  if (samples.IsTypedArray())
    return media::SoundSamples{ToSamples(samples), std::clamp(ToInt(object.Get("sampleRateHz")), 1000, 384'000)};
  return ToTones(object.Get("tones"));
}

media::RecordingTarget ToRecordingTarget(const Napi::Value& value) {
  if (!value.IsObject()) return {};
  const auto object = value.As<Napi::Object>();
  return {ToHandle(object.Get("session")), ToHandle(object.Get("endpoint"))};
}

session::AudioPart ToAudioPart(const Napi::Value& value) {
  const std::string part = ToText(value);
  if (part == "both") return session::AudioPart::kBoth;
  return part == "heard" ? session::AudioPart::kHeard : session::AudioPart::kSaid;
}

media::RecordingOptions ToRecordingOptions(const Napi::Value& value) {
  media::RecordingOptions options;
  if (!value.IsObject()) return options;
  const auto object = value.As<Napi::Object>();
  const std::string format = ToText(object.Get("format"));
  options.path = ToText(object.Get("path"));
  options.kind = format == "pcap" ? media::RecordingKind::kPcap
                 : format == "ogg" ? media::RecordingKind::kOgg
                                   : media::RecordingKind::kWav;
  options.part = ToAudioPart(object.Get("part"));
  options.sample_rate_hz = std::clamp(ToInt(object.Get("sampleRateHz")), 0, 48'000);
  options.sent_too = ToBool(object.Get("sentToo"));
  options.queue_packets = static_cast<std::size_t>(std::clamp(ToInt(object.Get("queuePackets")), 1, 1'000'000));
  return options;
}

session::PlayOptions ToPlayOptions(const Napi::Value& value) {
  session::PlayOptions options;
  if (!value.IsObject()) return options;
  const auto object = value.As<Napi::Object>();
  const double loops = ToDouble(object.Get("loops"));
  options.loops = loops < 0 ? session::PlayOptions::kForEver
                            : static_cast<std::uint32_t>(std::min(loops, double{session::PlayOptions::kForEver - 1}));
  options.start = ToDuration(object.Get("startMs"));
  return options;
}

std::vector<dsp::Tone> ToTones(const Napi::Value& value) {
  std::vector<dsp::Tone> tones;
  if (!value.IsArray()) return tones;
  const auto array = value.As<Napi::Array>();
  for (std::uint32_t i = 0; i < array.Length(); ++i) {
    const Napi::Value item = array[i];
    if (!item.IsObject()) continue;
    const auto object = item.As<Napi::Object>();
    dsp::Tone tone;
    const Napi::Value list = object.Get("frequenciesHz");
    const std::uint32_t count = list.IsArray() ? std::min(list.As<Napi::Array>().Length(), 4u) : 0;
    for (std::uint32_t k = 0; k < count; ++k)
      tone.frequencies_hz[k] = static_cast<float>(ToDouble(list.As<Napi::Array>()[k]));
    tone.frequency_count = static_cast<int>(count);
    tone.level_dbm0 = static_cast<float>(ToDouble(object.Get("levelDbm0")));
    tone.on = ToDuration(object.Get("onMs"));
    tone.off = ToDuration(object.Get("offMs"));
    tones.push_back(tone);
  }
  return tones;
}

std::span<Sample> ToSampleView(const Napi::Value& value) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_int16_array) return {};
  auto array = value.As<Napi::Int16Array>();
  return {array.Data(), array.ElementLength()};
}

std::vector<Sample> ToSamples(const Napi::Value& value) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_int16_array) return {};
  const auto array = value.As<Napi::Int16Array>();
  return {array.Data(), array.Data() + array.ElementLength()};
}

std::span<double> ToFigures(const Napi::Value& value) {
  if (!value.IsTypedArray() || value.As<Napi::TypedArray>().TypedArrayType() != napi_float64_array) return {};
  auto array = value.As<Napi::Float64Array>();
  return std::span<double>(array.Data(), array.ElementLength());
}

}  // namespace ossicle::addon
