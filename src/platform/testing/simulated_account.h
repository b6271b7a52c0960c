// For tests: the account that the program embeds, in this process, with what tests look up in it and what somebody else
// does in it beside Slipway: calls as its root, which no fault meets.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "account/server/in_process.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/seeded_random.h"
#include "blueprint/trust/ownership.h"
#include "platform/target/connections.h"

namespace platform {

inline constexpr const char* kTestAccount = "123456789012";
inline constexpr const char* kTestRegion = "eu-west-3";

class SimulatedAccount {
 public:
  struct Role {
    std::string arn;
    std::string trust;                  // the document
    std::vector<std::string> attached;  // ARNs of managed policies
  };

  // `clock` outlives the account. With `speed` real, a cluster takes as long as on AWS.
  explicit SimulatedAccount(const base::Clock& clock, account::Speed speed = account::Speed::instant());

  const std::shared_ptr<account::InProcess>& transport() const { return server_; }
  blueprint::AccountAccess access() const;  // as root

  // What there is, in kTestRegion. The roles that AWS's services make for themselves do not count.
  std::vector<std::string> roles();
  bool has_role(const std::string& name);
  Role role(const std::string& name);
  std::vector<std::string> identity_providers();
  std::vector<std::string> clusters();
  std::string issuer(const std::string& cluster);
  bool is_empty() { return roles().empty() && identity_providers().empty() && clusters().empty(); }

  // What somebody does by hand. A role has its policies attached by nobody yet.
  void make_role(const std::string& name, const std::string& trust, const blueprint::Marks& tags = {},
                 const std::string& path = "/");
  void set_trust(const std::string& role, const std::string& trust);
  void detach(const std::string& role, const std::string& policy);
  void make_cluster(const std::string& name, const blueprint::Marks& tags = {});  // and its role, `by-hand`
  // What `slipway cluster start` says of the Kubernetes that it starts: CREATING, DELETING.
  void set_control_plane(const std::string& cluster, const std::string& status);

  // A token that the cluster's issuer signs, for one audience.
  std::string service_account_token(const std::string& cluster, const std::string& namespace_name,
                                    const std::string& service_account, std::string_view audience,
                                    std::chrono::seconds life);

  // The answer to a call that must succeed; else the test fails.
  json::Value must(std::string_view service, std::string_view operation, const json::Value& input);

 private:
  std::vector<std::string> names(std::string_view service, std::string_view operation, json::Object input,
                                 std::string_view list, std::string_view member);

  const base::Clock& clock_;
  base::SeededRandom random_{11};
  std::shared_ptr<account::InProcess> server_;
  std::unique_ptr<blueprint::Cloud> cloud_;
};

// Trust policies that IAM takes: of a service of AWS, and of one subject of an issuer (`op`: StringEquals, StringLike).
std::string trust_in_service(const std::string& service);
std::string trust_in_subject(const std::string& issuer, const std::string& op, const std::string& subject);

}  // namespace platform
