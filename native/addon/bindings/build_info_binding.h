#pragma once

#include <napi.h>

namespace ossicle::addon {

/// `buildInfo()`: what this binary is made of and what the CPU offers it.
struct BuildInfoBinding {
  static void Register(Napi::Env env, Napi::Object exports);
};

}  // namespace ossicle::addon
