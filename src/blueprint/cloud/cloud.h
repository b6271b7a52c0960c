// An account of AWS as whoever makes things there calls it, and its refusals in our words.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aws/client/credential_source.h"
#include "aws/error.h"
#include "aws/signature/signature.h"
#include "base/deadline.h"
#include "base/json.h"
#include "base/result.h"

namespace blueprint {

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
  // Over by the deadline, or when that is stopped.
  virtual aws::Result<json::Value> call(std::string_view service, std::string_view operation,
                                        const json::Value& input, const base::Deadline& deadline) = 0;
  aws::Result<json::Value> call(std::string_view service, std::string_view operation,
                                const json::Value& input) {
    return call(service, operation, input, base::Deadline::never());
  }
  virtual aws::Result<json::Array> call_all(std::string_view service, std::string_view operation,
                                            json::Value input, std::string_view list_member) = 0;
};

// An AWS error as one of ours: "iam CreateRole: AccessDenied: ...".
base::Error to_error(const aws::Error& error, std::string_view service, std::string_view operation);
// call() for those who only want to know whether it worked.
base::Result<json::Value> call(Cloud& cloud, std::string_view service, std::string_view operation,
                               const json::Value& input);
// nullopt where AWS answers that there is no such thing.
base::Result<std::optional<json::Value>> find(Cloud& cloud, std::string_view service,
                                              std::string_view operation, const json::Value& input);

}  // namespace blueprint
