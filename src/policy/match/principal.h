// Principals of a statement, and how a caller matches them (rules 14 to 20).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/document.h"
#include "policy/request.h"

namespace policy {

// In which way a caller is named. In order of how much an Allow then outruns (rule 37).
enum class Naming : uint8_t {
  none,
  account,          // its account: delegates to that account's identity policies
  user_of_session,  // the user behind a federated-user session
  role,             // the role behind a session
  direct,           // exactly this caller: user, session, service or provider
  everyone,         // `*`
};

class PrincipalEntry {
 public:
  explicit PrincipalEntry(const WrittenPrincipal& written);

  Naming names(const Principal& caller, std::string_view resource_account) const;

  // nullopt if it is written as AWS accepts it, else what is wrong.
  static std::optional<std::string> mistake(const WrittenPrincipal& written);

 private:
  enum class Form : uint8_t {
    everyone,
    account,
    user,
    role,
    session,
    federated_user,
    unique_id,
    service,
    provider,
    canonical_user,
    other
  };

  void read_aws(std::string_view text);
  void read_arn(std::string_view text);
  Naming names_account(const Principal& caller) const;
  Naming names_role(const Principal& caller) const;
  Naming names_session(const Principal& caller) const;
  Naming names_provider(const Principal& caller, std::string_view resource_account) const;

  Form form_ = Form::other;
  std::string text_;       // as written
  std::string partition_;  // empty: any
  std::string account_;
  std::string name_;  // of the role, without its path
};

// Whether it is the host of an identity provider that needs no registration: accounts.google.com.
bool is_built_in_provider(std::string_view host);

using Principals = std::vector<PrincipalEntry>;

// The strongest way in which a list names the caller.
Naming names(const Principals& list, const Principal& caller, std::string_view resource_account);

// Whether Deny with NotPrincipal spares the caller: the list must hold its whole chain, account, role and
// session (rule 20).
bool names_whole_chain(const Principals& list, const Principal& caller, std::string_view resource_account);

}  // namespace policy
