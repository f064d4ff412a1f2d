#include "addon/unit_call.h"

#include <napi.h>

#include "addon/errors.h"

namespace ossicle::addon {

std::string UnitCall::Text(std::size_t index) const {
  std::size_t length = 0;
  if (napi_get_value_string_utf8(env_, Argument(index), nullptr, 0, &length) != napi_ok) return {};
  std::string text(length, '\0');
  napi_get_value_string_utf8(env_, Argument(index), text.data(), length + 1, &length);
  return text;
}

double UnitCall::Option(const char* name) const {
  napi_valuetype type = napi_undefined;
  napi_value option = nullptr;
  if (napi_typeof(env_, Argument(0), &type) != napi_ok || type != napi_object ||
      napi_get_named_property(env_, Argument(0), name, &option) != napi_ok)
    return 0;
  double number = 0;
  bool flag = false;
  if (napi_get_value_double(env_, option, &number) == napi_ok) return number;
  return napi_get_value_bool(env_, option, &flag) == napi_ok && flag ? 1 : 0;
}

void UnitCall::Throw(const Status& status) const {
  bool pending = false;  // a getter of the options has thrown: that error goes first
  if (napi_is_exception_pending(env_, &pending) == napi_ok && !pending) addon::Throw(Napi::Env(env_), status);
}

}  // namespace ossicle::addon
