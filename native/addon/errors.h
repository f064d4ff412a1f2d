#pragma once

#include <napi.h>

#include "core/status.h"

namespace ossicle::addon {

/// Throws a JavaScript Error with `status` (the StatusCode's name) and `errno`; `lib/native/call-native.ts` makes a
/// catalogue error of it. The caller returns to JavaScript at once.
void Throw(Napi::Env env, const Status& status);

/// Throws when `status` is not ok; returns whether it was.
inline bool Check(Napi::Env env, const Status& status) {
  if (!status.ok()) Throw(env, status);
  return status.ok();
}

}  // namespace ossicle::addon
