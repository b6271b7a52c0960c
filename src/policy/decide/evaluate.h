// The decision on one request: is this principal allowed this action on this resource?
//
// Source: IAM User Guide, "Policy evaluation logic". Pure: no I/O, no clock, safe from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/policy.h"
#include "policy/request.h"

namespace policy {

// The policies that govern a request. A kind that is absent does not take part.
struct Layers {
  std::vector<PolicyPtr> identity;
  PolicyPtr boundary;
  std::optional<std::vector<PolicyPtr>> session;  // given but empty: a session that may do nothing
  PolicyPtr resource;
  ResourcePolicyKind resource_kind = ResourcePolicyKind::ordinary;
  std::vector<PolicyPtr> endpoint;
  std::vector<std::vector<PolicyPtr>> scps;  // one list for each level from the root down
  std::vector<std::vector<PolicyPtr>> rcps;
};

enum class Outcome { allowed, implicit_deny, explicit_deny };
enum class Layer { identity, resource, boundary, session, scp, rcp, endpoint, root, none };

std::string_view outcome_name(Outcome outcome);  // allowed, implicitDeny, explicitDeny
// As AWS says it: "identity-based policy", "permissions boundary", ...
std::string_view layer_name(Layer layer);

// A statement that took part in the decision. It keeps its policy alive, and the views go into that.
struct Matched {
  Layer layer = Layer::none;
  std::string_view policy;  // the name given to compile()
  std::string_view sid;     // its Sid, or "statement N", counted from 1
  bool allow = false;
  PolicyPtr source;
  size_t number = 0;  // place of the statement in its document, from 0
  size_t level = 0;   // scp and rcp: the level, from the root down, from 0
};

// A few of them without allocating: nearly every decision has one or two.
class MatchedList {
 public:
  void push_back(Matched matched);
  const Matched* begin() const { return large_.empty() ? small_.data() : large_.data(); }
  const Matched* end() const { return begin() + size_; }
  const Matched& front() const { return *begin(); }
  const Matched& operator[](size_t i) const { return begin()[i]; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  std::array<Matched, 3> small_;
  std::vector<Matched> large_;  // all of them, once they outgrow small_
  size_t size_ = 0;
};

struct Decision {
  Outcome outcome = Outcome::implicit_deny;
  Layer layer = Layer::none;  // the layer that allowed, denied, or had nothing that allows
  // Of a deny: the statement that denies. Else, from each layer that had to allow and did, the first that allows.
  MatchedList statements;

  bool allowed() const { return outcome == Outcome::allowed; }
};

Decision evaluate(const Request& request, const Layers& layers);

// The decision in words, for people: every statement, whether it matched, and if not, on which element and
// value; then which layer decided, and for a deny the smallest change that would allow it. Several lines.
std::string explain(const Request& request, const Layers& layers);

}  // namespace policy
