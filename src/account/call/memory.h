// What services keep in memory beside the store, one value of each type, made when it is first asked for. It
// lasts as long as the server and is gone with it.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <typeindex>

namespace account {

class Memory {
 public:
  // Safe from any thread; the value must be, too. It stays where it is.
  template <class T>
  T& part() {
    std::lock_guard lock(mutex_);
    std::shared_ptr<void>& part = parts_[typeid(T)];
    if (!part) part = std::make_shared<T>();
    return *static_cast<T*>(part.get());
  }

 private:
  std::mutex mutex_;
  std::map<std::type_index, std::shared_ptr<void>> parts_;
};

}  // namespace account
