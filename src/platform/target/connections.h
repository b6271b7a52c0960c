// What the platform reaches beyond this process, as contracts: the command line gives the real ones, tests give others.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "aws/client/credential_source.h"
#include "aws/error.h"
#include "aws/signature/signature.h"
#include "base/json.h"
#include "base/result.h"
#include "platform/desired/configuration.h"
#include "platform/target/cluster_api.h"
#include "runtime/runtime.h"
#include "runtime/token/desired_token.h"

namespace platform {

using Progress = std::function<void(const std::string&)>;  // one line for the user

// An AWS account that answers.
struct AccountAccess {
  std::string endpoint;                      // as this machine reaches it; empty: AWS's own
  std::string bridge_endpoint;               // as a container reaches it; empty: the same
  std::vector<std::string> authorities_pem;  // of its own https and issuers, beside the system's roots
  aws::Credentials credentials;
  std::shared_ptr<aws::CredentialSource> source =
      nullptr;  // of calls; nullptr: `credentials`, which do not expire
  bool embedded = false;
};

// Calls to AWS in one account and region.
class Cloud {
 public:
  virtual ~Cloud() = default;
  // Over within the limit.
  virtual aws::Result<json::Value> call(std::string_view service, std::string_view operation,
                                        const json::Value& input, base::Milliseconds limit) = 0;
  aws::Result<json::Value> call(std::string_view service, std::string_view operation,
                                const json::Value& input) {
    return call(service, operation, input, base::Milliseconds::max());
  }
  virtual aws::Result<json::Array> call_all(std::string_view service, std::string_view operation,
                                            json::Value input, std::string_view list_member) = 0;
};

// A document over https, and the certificates that came with it, leaf first.
struct Fetched {
  int status = 0;
  std::string body;
  std::vector<std::string> chain_pem;
};

class Connections {
 public:
  virtual ~Connections() = default;

  // not `may_start`: an embedded account that does not answer is an error (unavailable).
  virtual base::Result<AccountAccess> open_account(const AccountReference& account, bool may_start,
                                                   const Progress& progress) = 0;
  virtual std::unique_ptr<Cloud> cloud(const AccountAccess& access, const std::string& region) = 0;
  // The API of `cluster`: that which EKS names (`address`), unless it has a kubeconfig.
  virtual base::Result<std::unique_ptr<ClusterApi>> cluster_api(const Cluster& cluster,
                                                                const AccountAccess& access,
                                                                const ClusterAddress& address) = 0;
  // `wanted`: podman, process, auto, or kubernetes, which is that of `cluster`. The same one for the same
  // answer, so it may be kept. Safe from any thread.
  virtual base::Result<runtime::Runtime*> runtime(const std::string& wanted, const Cluster& cluster) = 0;

  // GET of a document of an OIDC issuer, its certificate checked.
  virtual base::Result<Fetched> fetch_issuer(const AccountAccess& access, const std::string& url) = 0;

  // The agent renews what is registered, also after this process has ended (runtime/process/agent.h).
  virtual base::Status keep_token(const runtime::DesiredToken& desired) = 0;
  virtual base::Status forget_token(const std::string& namespace_name, const std::string& service) = 0;
};

// An AWS error as one of ours: "iam CreateRole: AccessDenied: ...".
base::Error to_error(const aws::Error& error, std::string_view service, std::string_view operation);
// call() for those who only want to know whether it worked.
base::Result<json::Value> call(Cloud& cloud, std::string_view service, std::string_view operation,
                               const json::Value& input);
// nullopt where AWS answers that there is no such thing.
base::Result<std::optional<json::Value>> find(Cloud& cloud, std::string_view service,
                                              std::string_view operation, const json::Value& input);
// Makes what has a name of its own. false: IAM has one of that name already, which an earlier try may have made whose
// answer was lost. So look whose it is.
base::Result<bool> make_named(Cloud& cloud, std::string_view operation, const json::Value& input);

}  // namespace platform
