#pragma once

#include <cstdint>
#include <optional>
#include <utility>

namespace ossicle {

/// What went wrong, for callers that decide by it. `lib/core/errors.ts` maps each to a catalogue code.
enum class StatusCode : std::uint8_t {
  kOk = 0,
  kInvalidArgument,  ///< A parameter is outside its documented range.
  kMalformed,        ///< Bytes from outside do not follow their format.
  kFull,             ///< A bounded thing has no room left.
  kNoPorts,          ///< Every port of a range is taken.
  kNotFound,         ///< No such session, endpoint, file…
  kUnsupported,      ///< Valid, but not something this build does.
  kIo,               ///< The operating system refused; `detail` is errno.
  kState,            ///< Not possible in the present state.
};

/// Outcome of an operation. Cheap to copy, never allocates: `message` is always a string literal.
class [[nodiscard]] Status {
 public:
  constexpr Status() = default;
  constexpr Status(StatusCode code, const char* message, int detail = 0)
      : code_(code), detail_(detail), message_(message) {}

  static constexpr Status Ok() { return {}; }

  constexpr bool ok() const { return code_ == StatusCode::kOk; }
  constexpr StatusCode code() const { return code_; }
  constexpr const char* message() const { return message_; }
  /// errno for kIo, otherwise 0.
  constexpr int detail() const { return detail_; }

 private:
  StatusCode code_ = StatusCode::kOk;
  int detail_ = 0;
  const char* message_ = "";
};

/// A value or the Status that says why there is none.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}   // NOLINT: implicit on purpose
  Result(Status status) : status_(status) {}      // NOLINT: implicit on purpose

  bool ok() const { return value_.has_value(); }
  const Status& status() const { return status_; }
  T& value() & { return *value_; }
  const T& value() const& { return *value_; }
  T&& value() && { return std::move(*value_); }

 private:
  std::optional<T> value_;
  Status status_;
};

}  // namespace ossicle
