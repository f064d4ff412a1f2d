#include "addon/errors.h"

namespace ossicle::addon {
namespace {

const char* NameOf(StatusCode code) {
  switch (code) {
    case StatusCode::kOk: return "ok";
    case StatusCode::kInvalidArgument: return "invalidArgument";
    case StatusCode::kMalformed: return "malformed";
    case StatusCode::kFull: return "full";
    case StatusCode::kNoPorts: return "noPorts";
    case StatusCode::kNotFound: return "notFound";
    case StatusCode::kUnsupported: return "unsupported";
    case StatusCode::kIo: return "io";
    case StatusCode::kState: return "state";
  }
  return "state";
}

}  // namespace

void Throw(Napi::Env env, const Status& status) {
  Napi::Error error = Napi::Error::New(env, status.message());
  error.Set("status", Napi::String::New(env, NameOf(status.code())));
  error.Set("errno", Napi::Number::New(env, status.detail()));
  error.ThrowAsJavaScriptException();
}

}  // namespace ossicle::addon
