#pragma once

#include <node_api.h>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "addon/unit_call.h"
#include "addon/unit_table.h"
#include "core/status.h"

namespace ossicle::addon {

/// Makes a JavaScript class of a C++ part: `new Class(...)` calls `kMake`, methods reach the part directly, `close()`
/// frees it and makes every later call answer FrameError::kClosed. V8 refuses receivers of another class.
///
/// Node-API takes longer to find the part of a receiver (napi_unwrap) than all else of a call. So what is called for
/// each frame is a FrameMethod: it finds its unit by the number in `handle`, an own property of the object, which is
/// its first argument. A wrong number finds no unit or another of the same class, never anything else; numbers come
/// round again, so whoever closes a unit forgets its number.
template <typename Unit, Result<std::unique_ptr<Unit>> (*kMake)(const UnitCall&)>
class UnitClass {
 public:
  using Body = napi_value (*)(const UnitCall&, Unit&);

  /// A method of the class, by its body.
  template <Body kBody>
  static napi_property_descriptor Method(const char* name) {
    return Describe(name, &Call<kBody>);
  }

  /// A method that JavaScript calls as `unit.name(unit.handle, ...)`.
  template <Body kBody>
  static napi_property_descriptor FrameMethod(const char* name) {
    return Describe(name, &CallByHandle<kBody>);
  }

  /// The method `reset`, for parts that have a Reset().
  static napi_property_descriptor Reset() { return Method<&ResetUnit>("reset"); }

  /// Adds the class to `exports`.
  static void Register(napi_env env, napi_value exports, const char* name,
                       std::vector<napi_property_descriptor> methods) {
    methods.push_back(Describe("close", &Close));
    auto* table = new SharedTable(std::make_shared<UnitTable<Unit>>());
    napi_add_env_cleanup_hook(
        env, [](void* data) { delete static_cast<SharedTable*>(data); }, table);
    for (napi_property_descriptor& method : methods) method.data = table;
    napi_value constructor = nullptr;
    napi_define_class(env, name, NAPI_AUTO_LENGTH, &Construct, table, methods.size(), methods.data(), &constructor);
    napi_set_named_property(env, exports, name, constructor);
  }

 private:
  using SharedTable = std::shared_ptr<UnitTable<Unit>>;

  /// Stays with the JavaScript object; the part may go earlier. Objects may outlive their environment's table.
  struct Holder {
    SharedTable table;
    std::uint32_t handle;
    ~Holder() { table->Remove(handle); }
  };

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
    if (made.ok()) {
      const SharedTable& table = *static_cast<SharedTable*>(call.data());
      auto holder = std::make_unique<Holder>(table, table->Add(std::move(made).value()));
      if (holder->handle != 0) return Wrap(call, std::move(holder));
      made = Status(StatusCode::kFull, "too many units of this kind are open");
    }
    call.Throw(made.status());
    return nullptr;
  }

  static napi_value Wrap(const UnitCall& call, std::unique_ptr<Holder> holder) {
    napi_set_named_property(call.env(), call.self(), "handle", call.Count(holder->handle));
    const auto finalize = [](napi_env, void* data, void*) { delete static_cast<Holder*>(data); };
    if (napi_wrap(call.env(), call.self(), holder.get(), finalize, nullptr, nullptr) == napi_ok) (void)holder.release();
    return call.self();
  }

  template <Body kBody>
  static napi_value Call(napi_env env, napi_callback_info info) {
    const UnitCall call(env, info);
    const Holder* holder = HolderOf(call);
    Unit* const unit = holder ? holder->table->Find(holder->handle) : nullptr;
    return unit ? kBody(call, *unit) : call.Error(FrameError::kClosed);
  }

  template <Body kBody>
  static napi_value CallByHandle(napi_env env, napi_callback_info info) {
    UnitCall call(env, info);
    Unit* const unit = (*static_cast<SharedTable*>(call.data()))->Find(call.TakeHandle());
    return unit ? kBody(call, *unit) : call.Error(FrameError::kClosed);
  }

  static napi_value Close(napi_env env, napi_callback_info info) {
    const UnitCall call(env, info);
    if (Holder* holder = HolderOf(call)) holder->table->Remove(std::exchange(holder->handle, 0));
    return nullptr;
  }
};

}  // namespace ossicle::addon
