#include "addon/unit_class.h"

#include <napi.h>

#include "addon/errors.h"

namespace ossicle::addon {

std::string UnitCall::Text(std::size_t index) const {
  std::size_t length = 0;
  if (index >= count_ || napi_get_value_string_utf8(env_, arguments_[index], nullptr, 0, &length) != napi_ok) return {};
  std::string text(length, '\0');
  napi_get_value_string_utf8(env_, arguments_[index], text.data(), length + 1, &length);
  return text;
}

void UnitCall::Throw(const Status& status) const { addon::Throw(Napi::Env(env_), status); }

}  // namespace ossicle::addon
