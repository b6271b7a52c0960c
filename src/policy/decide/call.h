// What is known about a request before any statement is looked at; shared by evaluate and explain.
#pragma once

#include <string_view>

#include "policy/buffer.h"
#include "policy/decide/compiled.h"
#include "policy/decide/evaluate.h"

namespace policy {

// How far an Allow of a resource policy carries on its own in the caller's own account (rule 37).
enum class Reach : uint8_t {
  nothing,    // no statement allows
  delegates,  // names the account: the identity policies must still allow
  identity,   // needs no identity policy, but boundary and session policy must allow
  all,        // needs nothing else
};

class Call {
 public:
  Call(const Request& request, const Layers& layers);  // keeps a reference to the request
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  const Request& request() const { return request_; }
  const LoweredAction& action() const { return action_; }
  const std::string& resource_account() const;
  bool crosses_accounts() const { return crosses_accounts_; }

  // Which layers govern this caller at all.
  bool has_identity() const { return has_identity_; }  // user, role or federated user: policies of its own
  bool is_root() const { return request_.principal.type == PrincipalType::root; }
  bool under_scps() const;
  bool under_rcps() const;
  // Mutating calls on what AWS owns are denied whatever policies say (rule 46).
  bool is_protected() const;
  // sts:GetCallerIdentity, which every authenticated caller may call (rule 44).
  bool is_always_allowed() const;

  // Whether all elements of the statement fit; the reach of an Allow is that of the strongest principal.
  bool applies(const CompiledStatement& statement) const;
  Reach reach(const CompiledStatement& statement) const;

  // Whether the principal element fits (true if there is none).
  bool fits_principal(const CompiledStatement& statement) const;

 private:
  Naming naming(const CompiledStatement& statement) const;

  const Request& request_;
  Lowered lowered_;
  LoweredAction action_;
  bool has_identity_ = false;
  bool has_boundary_ = false;
  bool crosses_accounts_ = false;
};

}  // namespace policy
