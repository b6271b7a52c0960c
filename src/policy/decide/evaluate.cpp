#include "policy/decide/evaluate.h"

#include "policy/decide/call.h"

namespace policy {
namespace {

// One decision. Denies are sought in every layer that governs the call, then the layers are asked one after
// the other whether they allow (IAM User Guide, "Determining whether a request is allowed or denied within an
// account").
class Evaluation {
 public:
  Evaluation(const Request& request, const Layers& layers, Decision& decision)
      : layers_(layers), call_(request, layers), decision_(decision) {}

  void decide();

 private:
  bool is_denied();
  bool denies(Layer layer, const PolicyPtr& policy, size_t level = 0);
  bool denies(Layer layer, const std::vector<PolicyPtr>& policies, size_t level = 0);
  bool denies(Layer layer, const std::vector<std::vector<PolicyPtr>>& levels);
  bool allows(Layer layer, const PolicyPtr& policy, size_t level = 0);
  bool allows(Layer layer, const std::vector<PolicyPtr>& policies, size_t level = 0);

  bool is_allowed();
  bool organization_allows();
  bool boundary_allows();
  bool session_allows();
  bool limits_allow();  // boundary and session policy
  bool needs_resource_policy() const;
  Reach resource_reach();
  bool own_policies_allow();

  bool fail(Layer layer) {
    decision_.layer = layer;
    return false;
  }
  bool succeed(Layer layer) {
    decision_.layer = layer;
    return true;
  }
  void record(Layer layer, const PolicyPtr& policy, const CompiledStatement& statement, size_t level);

  const Layers& layers_;
  Call call_;
  Decision& decision_;
};

void Evaluation::record(Layer layer, const PolicyPtr& policy, const CompiledStatement& statement,
                        size_t level) {
  decision_.statements.push_back(
      {layer, policy->name(), statement.name, statement.allow, policy, statement.number, level});
}

bool Evaluation::denies(Layer layer, const PolicyPtr& policy, size_t level) {
  if (!policy) return false;
  for (const auto& statement : policy->denies()) {
    if (!call_.applies(statement)) continue;
    record(layer, policy, statement, level);
    decision_.layer = layer;
    return true;
  }
  return false;
}

bool Evaluation::denies(Layer layer, const std::vector<PolicyPtr>& policies, size_t level) {
  for (const auto& policy : policies) {
    if (denies(layer, policy, level)) return true;
  }
  return false;
}

bool Evaluation::denies(Layer layer, const std::vector<std::vector<PolicyPtr>>& levels) {
  for (size_t i = 0; i < levels.size(); ++i) {
    if (denies(layer, levels[i], i)) return true;
  }
  return false;
}

bool Evaluation::allows(Layer layer, const PolicyPtr& policy, size_t level) {
  if (!policy) return false;
  for (const auto& statement : policy->allows()) {
    if (!call_.applies(statement)) continue;
    record(layer, policy, statement, level);
    return true;
  }
  return false;
}

bool Evaluation::allows(Layer layer, const std::vector<PolicyPtr>& policies, size_t level) {
  for (const auto& policy : policies) {
    if (allows(layer, policy, level)) return true;
  }
  return false;
}

// From the outermost layer inwards, so that the layer that is named is the one hardest to change.
bool Evaluation::is_denied() {
  if (call_.under_scps() && denies(Layer::scp, layers_.scps)) return true;
  if (!layers_.rcps.empty() && call_.under_rcps() && denies(Layer::rcp, layers_.rcps)) return true;
  if (denies(Layer::endpoint, layers_.endpoint) || denies(Layer::resource, layers_.resource)) return true;
  if (!call_.has_identity()) return false;
  if (denies(Layer::identity, layers_.identity) || denies(Layer::boundary, layers_.boundary)) return true;
  return layers_.session && denies(Layer::session, *layers_.session);
}

// Every level must allow; an RCP has an implicit full allow and is not asked (rule 33).
bool Evaluation::organization_allows() {
  if (!call_.under_scps()) return true;
  for (size_t i = 0; i < layers_.scps.size(); ++i) {
    if (!allows(Layer::scp, layers_.scps[i], i)) return fail(Layer::scp);
  }
  return true;
}

bool Evaluation::boundary_allows() {
  return !layers_.boundary || !call_.has_identity() || allows(Layer::boundary, layers_.boundary) ||
         fail(Layer::boundary);
}

bool Evaluation::session_allows() {
  return !layers_.session || !call_.has_identity() || allows(Layer::session, *layers_.session) ||
         fail(Layer::session);
}

bool Evaluation::limits_allow() {
  return boundary_allows() && session_allows();
}

// The strongest Allow of the resource policy.
Reach Evaluation::resource_reach() {
  Reach best = Reach::nothing;
  const CompiledStatement* by = nullptr;
  if (!layers_.resource) return best;
  for (const auto& statement : layers_.resource->allows()) {
    Reach reach = call_.reach(statement);
    if (reach <= best) continue;
    best = reach;
    by = &statement;
    if (best == Reach::all) break;
  }
  if (by) record(Layer::resource, layers_.resource, *by, 0);
  return best;
}

// Another account's resource, a role's trust and a key must allow by their own policy (rules 36 and 38).
bool Evaluation::needs_resource_policy() const {
  if (call_.crosses_accounts()) return true;
  if (layers_.resource_kind == ResourcePolicyKind::trust) return true;
  return layers_.resource_kind == ResourcePolicyKind::key && layers_.resource;
}

bool Evaluation::own_policies_allow() {
  if (call_.is_root()) return succeed(Layer::root);
  if (!allows(Layer::identity, layers_.identity)) return fail(Layer::identity);
  return limits_allow() && succeed(Layer::identity);
}

bool Evaluation::is_allowed() {
  if (!organization_allows()) return false;
  if (!layers_.endpoint.empty() && !allows(Layer::endpoint, layers_.endpoint)) return fail(Layer::endpoint);
  Reach reach = resource_reach();
  // A service, an anonymous caller and a web identity have no policies of their own.
  if (!call_.has_identity() && !call_.is_root()) {
    return reach == Reach::nothing ? fail(Layer::resource) : succeed(Layer::resource);
  }
  if (needs_resource_policy() && reach == Reach::nothing) return fail(Layer::resource);
  if (!call_.crosses_accounts()) {
    if (reach == Reach::all) return succeed(Layer::resource);
    if (reach == Reach::identity) return limits_allow() && succeed(Layer::resource);
  }
  return own_policies_allow();
}

void Evaluation::decide() {
  if (call_.is_always_allowed()) {
    decision_.outcome = Outcome::allowed;
  } else if (is_denied()) {
    decision_.outcome = Outcome::explicit_deny;
  } else if (!call_.is_protected() && is_allowed()) {
    decision_.outcome = Outcome::allowed;
  }
}

}  // namespace

Decision evaluate(const Request& request, const Layers& layers) {
  Decision decision;
  Evaluation(request, layers, decision).decide();
  return decision;
}

void MatchedList::push_back(Matched matched) {
  if (size_ < small_.size()) {
    small_[size_++] = std::move(matched);
    return;
  }
  if (large_.empty()) large_.assign(small_.begin(), small_.end());
  large_.push_back(std::move(matched));
  ++size_;
}

std::string_view outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::allowed:
      return "allowed";
    case Outcome::implicit_deny:
      return "implicitDeny";
    case Outcome::explicit_deny:
      return "explicitDeny";
  }
  return "";
}

std::string_view layer_name(Layer layer) {
  switch (layer) {
    case Layer::identity:
      return "identity-based policy";
    case Layer::resource:
      return "resource-based policy";
    case Layer::boundary:
      return "permissions boundary";
    case Layer::session:
      return "session policy";
    case Layer::scp:
      return "service control policy";
    case Layer::rcp:
      return "resource control policy";
    case Layer::endpoint:
      return "VPC endpoint policy";
    case Layer::root:
      return "root user";
    case Layer::none:
      return "none";
  }
  return "";
}

}  // namespace policy
