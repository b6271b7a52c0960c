// An account of AWS for one life: in this process, in memory, in virtual time, with IAM enforced on every call. The
// life is played by a role that is nobody else's; what else happens in the account its root does.
#pragma once

#include <memory>
#include <string>

#include "account/server/in_process.h"
#include "base/manual_clock.h"
#include "blueprint/cloud/cloud.h"
#include "rehearsal/life/policies.h"
#include "rehearsal/life/recorder.h"

namespace rehearsal {

// What all lives share: the services that an account has, by the one list that `cli` knows, and keys that take long to
// make.
struct Makings {
  std::vector<account::Service> (*services)() = nullptr;
  const policy::Catalog* catalog = nullptr;
  std::string authority_pem;
  identity::SpareKey::Make issuer_key;
};
base::Result<Makings> make_makings(std::vector<account::Service> (*services)(),
                                   const policy::Catalog& catalog, const base::Clock& clock);

class Account {
 public:
  // Recorder, clock and randomness outlive it. In it are roles and identity providers of others, as there may be
  // anywhere: what lists them meets them.
  static base::Result<std::unique_ptr<Account>> make(const Makings& makings, const std::string& id,
                                                     const std::string& region, Recorder& recorder,
                                                     const base::Clock& clock, base::Random& random);

  // The role may do from now on what these say, and nothing else.
  base::Status give(const std::vector<std::string>& documents);
  std::unique_ptr<blueprint::Cloud> as_role() const { return cloud(role_); }
  blueprint::Cloud& as_root() { return *root_; }
  const std::string& role_arn() const { return role_arn_; }

 private:
  Account(const base::Clock& clock, base::Random& random) : clock_(clock), random_(random) {}
  std::unique_ptr<blueprint::Cloud> cloud(const aws::Credentials& credentials) const;
  base::Status make_role();
  base::Status make_others();
  static std::string name_of_policy(size_t number);
  std::string arn_of_policy(size_t number) const;
  base::Status attach(const std::string& role, size_t number, const std::string& document);
  base::Status take_away(const std::string& role, size_t number);

  const base::Clock& clock_;
  base::Random& random_;
  std::string region_;
  std::shared_ptr<account::InProcess> server_;
  std::unique_ptr<blueprint::Cloud> root_;
  std::string role_arn_;
  aws::Credentials role_;
  size_t given_ = 0;  // how many policies the role has
};

}  // namespace rehearsal
