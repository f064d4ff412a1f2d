#pragma once

#include <node_api.h>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/bytes.h"
#include "core/frame.h"
#include "core/status.h"

namespace ossicle::addon {

/// What a frame method returns in place of a count when it did nothing; `lib/audio/unit.ts` makes an error of it.
/// Numbers instead of exceptions keep the per-frame path free of everything but the work.
enum class FrameError : std::int32_t {
  kClosed = -1,     ///< close() was called.
  kNotAView = -2,   ///< An argument is no attached typed array of the expected kind.
  kTooShort = -3,   ///< The output cannot hold the result.
  kBadLength = -4,  ///< The input has a length that the unit does not take.
  kMalformed = -5,  ///< The bytes are not what they should be.
  kOverlap = -6,    ///< Input and output share memory.
  kFull = -7,       ///< The unit can take no more before it is emptied.
};

/// The arguments of one call of a unit's method and the ways to answer. Plain Node-API: node-addon-api's wrappers
/// would cost as much again as the call itself.
class UnitCall {
 public:
  static constexpr std::size_t kMaxArguments = 4;

  UnitCall(napi_env env, napi_callback_info info) : env_(env) {
    std::size_t count = kMaxArguments;
    napi_get_cb_info(env, info, &count, arguments_.data(), &self_, nullptr);
    count_ = count;
  }

  napi_env env() const { return env_; }
  napi_value self() const { return self_; }

  /// Views into typed arrays; none when the argument is something else, or its buffer is detached.
  std::optional<Samples> Int16(std::size_t index) const { return View<Sample>(index, napi_int16_array); }
  std::optional<std::span<float>> Float32(std::size_t index) const { return View<float>(index, napi_float32_array); }
  std::optional<std::span<double>> Float64(std::size_t index) const { return View<double>(index, napi_float64_array); }
  std::optional<MutableBytes> Uint8(std::size_t index) const { return View<std::uint8_t>(index, napi_uint8_array); }

  /// Numbers of options, which TypeScript has validated; 0 for anything else.
  double Double(std::size_t index) const {
    double value = 0;
    if (index < count_) napi_get_value_double(env_, arguments_[index], &value);
    return value;
  }
  int Int(std::size_t index) const {
    std::int32_t value = 0;
    if (index < count_) napi_get_value_int32(env_, arguments_[index], &value);
    return value;
  }
  bool Bool(std::size_t index) const {
    bool value = false;
    if (index < count_) napi_get_value_bool(env_, arguments_[index], &value);
    return value;
  }
  std::string Text(std::size_t index) const;
  /// A number or boolean of the options object that is the first argument of a constructor; 0 when it has none.
  double Option(const char* name) const;
  int IntOption(const char* name) const { return static_cast<int>(Option(name)); }

  napi_value Number(double value) const {
    napi_value result = nullptr;
    napi_create_double(env_, value, &result);
    return result;
  }
  napi_value Count(std::size_t value) const {
    napi_value result = nullptr;
    napi_create_uint32(env_, static_cast<std::uint32_t>(value), &result);
    return result;
  }
  napi_value Error(FrameError error) const {
    napi_value result = nullptr;
    napi_create_int32(env_, static_cast<std::int32_t>(error), &result);
    return result;
  }
  napi_value Undefined() const { return nullptr; }

  /// Throws what `lib/native/call-native.ts` translates.
  void Throw(const Status& status) const;

 private:
  template <typename T>
  std::optional<std::span<T>> View(std::size_t index, napi_typedarray_type wanted) const {
    napi_typedarray_type type;
    std::size_t length = 0;
    void* data = nullptr;
    if (index >= count_ || napi_get_typedarray_info(env_, arguments_[index], &type, &length, &data, nullptr, nullptr) != napi_ok)
      return std::nullopt;
    if (type != wanted || (data == nullptr && length > 0) || length == 0) return std::nullopt;
    return std::span<T>(static_cast<T*>(data), length);
  }

  napi_env env_;
  napi_value self_ = nullptr;
  std::array<napi_value, kMaxArguments> arguments_{};
  std::size_t count_ = 0;
};

/// Whether two views share memory: parts whose loops assume otherwise refuse such a call.
template <typename A, typename B>
bool Overlap(std::span<A> a, std::span<B> b) {
  const auto begin = [](auto view) { return reinterpret_cast<std::uintptr_t>(view.data()); };
  return begin(a) < begin(b) + b.size_bytes() && begin(b) < begin(a) + a.size_bytes();
}

/// Makes a JavaScript class of a C++ part: `new Class(...)` calls `kMake`, methods reach the part directly, `close()`
/// frees it and makes every later call answer FrameError::kClosed. V8 refuses receivers of another class.
template <typename Unit, Result<std::unique_ptr<Unit>> (*kMake)(const UnitCall&)>
class UnitClass {
 public:
  using Body = napi_value (*)(const UnitCall&, Unit&);

  /// A method of the class, by its body.
  template <Body kBody>
  static napi_property_descriptor Method(const char* name) {
    return Describe(name, &Call<kBody>);
  }

  /// The method `reset`, for parts that have a Reset().
  static napi_property_descriptor Reset() { return Method<&ResetUnit>("reset"); }

  /// Adds the class to `exports`.
  static void Register(napi_env env, napi_value exports, const char* name,
                       std::vector<napi_property_descriptor> methods) {
    methods.push_back(Describe("close", &Close));
    napi_value constructor = nullptr;
    napi_define_class(env, name, NAPI_AUTO_LENGTH, &Construct, nullptr, methods.size(), methods.data(), &constructor);
    napi_set_named_property(env, exports, name, constructor);
  }

 private:
  /// Stays with the JavaScript object; the part in it may go earlier.
  using Holder = std::unique_ptr<Unit>;

  static napi_property_descriptor Describe(const char* name, napi_callback callback) {
    return {name, nullptr, callback, nullptr, nullptr, nullptr, napi_default_method, nullptr};
  }

  static napi_value ResetUnit(const UnitCall& call, Unit& unit) {
    unit.Reset();
    return call.Undefined();
  }

  static Holder* HolderOf(const UnitCall& call) {
    void* data = nullptr;
    napi_unwrap(call.env(), call.self(), &data);
    return static_cast<Holder*>(data);
  }

  static napi_value Construct(napi_env env, napi_callback_info info) {
    const UnitCall call(env, info);
    Result<std::unique_ptr<Unit>> made = kMake(call);
    if (!made.ok()) {
      call.Throw(made.status());
      return nullptr;
    }
    auto holder = std::make_unique<Holder>(std::move(made).value());
    const auto finalize = [](napi_env, void* data, void*) { delete static_cast<Holder*>(data); };
    if (napi_wrap(env, call.self(), holder.get(), finalize, nullptr, nullptr) == napi_ok) (void)holder.release();
    return call.self();
  }

  template <Body kBody>
  static napi_value Call(napi_env env, napi_callback_info info) {
    const UnitCall call(env, info);
    Holder* holder = HolderOf(call);
    if (!holder || !*holder) return call.Error(FrameError::kClosed);
    return kBody(call, **holder);
  }

  static napi_value Close(napi_env env, napi_callback_info info) {
    const UnitCall call(env, info);
    if (Holder* holder = HolderOf(call)) holder->reset();
    return nullptr;
  }
};

}  // namespace ossicle::addon
