// Why each call is made: whatever a kind asks for is noted with the address, the kind's why and what is being done.
#pragma once

#include <compare>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "engine/model/kind.h"
#include "engine/model/resource.h"

namespace rehearsal {

struct Reason {
  std::string doing;    // `to make`, `to look at`, ...
  std::string address;  // of the resource; empty: a command looks by itself
  std::string kind;     // such as iam-role
  std::string why;      // what things of this kind are good for
  std::string whom;     // for whom this one is there

  auto operator<=>(const Reason&) const = default;
};
using Reasons = std::set<Reason>;
// `to make role (iam-role): what a service or a cluster may do in AWS; for cluster dev`
std::string text_of(const Reason& reason);

class ReasonsOf {
 public:
  // The same kinds, which note here what they ask for. They do not outlive this.
  engine::Kinds noting(const engine::Kinds& kinds);
  // For whom a resource is there; of what is desired at some time.
  void know(const std::vector<engine::Resource>& desired);
  // Whatever was asked for by this request.
  Reasons of(const engine::Request& request) const;

 private:
  void note(const engine::Request& request, std::string_view doing, const engine::ResourceKind& kind,
            const engine::Subject& subject);

  mutable std::mutex mutex_;
  std::map<std::string, std::string> whom_;  // by address
  std::map<std::string, Reasons> noted_;     // by request
};

}  // namespace rehearsal
