// Where secrets go into calls, and the one place where they are known: what stands for a secret in a request is
// replaced by it on the way out, and whatever an answer says of it is taken out on the way in. So nothing that is
// planned, journaled, shown or logged can hold one, whatever a service repeats in its messages.
#pragma once

#include <mutex>
#include <set>

#include "base/secret.h"
#include "engine/model/call.h"

namespace engine {

// Safe from any thread.
class SecretSource {
 public:
  virtual ~SecretSource() = default;
  // not_found, denied, unavailable: it cannot be had; the message does not hold it.
  virtual base::Result<base::Secret> reveal(const SecretReference& reference) = 0;
};

class SecretCaller final : public Caller {
 public:
  SecretCaller(Caller& caller, SecretSource& source) : caller_(caller), source_(source) {}

  // `caller` is given plain data. A secret that cannot be had refuses the call, with the code `SecretUnavailable`:
  // nothing was done.
  Answer call(const Call& call, const base::Deadline& deadline) override;

 private:
  base::Result<json::Value> with_secrets(const json::Value& input);
  void remember(const base::Secret& secret);
  json::Value without_secrets(const json::Value& value) const;
  std::string without_secrets(std::string text) const;

  Caller& caller_;
  SecretSource& source_;
  mutable std::mutex mutex_;
  std::set<std::string> known_;  // every secret that was ever sent, in each form in which it may come back
};

}  // namespace engine
