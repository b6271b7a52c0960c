// Where this program's own credentials for AWS come from, in the order of AWS's tools: variables, web
// identity, the shared files (keys, or a role on top of another profile). The instance metadata service is not asked.
//
// Source: AWS SDKs and Tools Reference Guide, "Standardized credential providers".
#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "aws/client/credential_source.h"
#include "aws/client/shared_config.h"
#include "aws/signature/signature.h"
#include "base/clock.h"
#include "base/deadline.h"
#include "base/random.h"
#include "base/result.h"
#include "net/transport.h"

namespace aws {

struct FoundCredentials {
  Credentials credentials;
  std::optional<base::Time> expires;  // sessions only
  std::string source;                 // for people, such as "profile `dev`, role arn:aws:iam::..."
};

// Safe from any thread.
class CredentialChain final : public CredentialSource {
 public:
  // `transport`: the way to STS.
  CredentialChain(Settings settings, Environment environment, std::shared_ptr<net::Transport> transport,
                  const base::Clock& clock, base::Random& random);

  // The same until five minutes before they expire, then new ones (a token file is read again). not_found:
  // no source has any; denied: a role could not be assumed.
  base::Result<FoundCredentials> get(const base::Deadline& deadline);
  base::Result<Credentials> credentials(const base::Deadline& deadline) override;

 private:
  base::Result<FoundCredentials> find(const base::Deadline& deadline);
  base::Result<std::optional<FoundCredentials>> from_variables() const;
  base::Result<FoundCredentials> from_profile(std::string_view name, std::vector<std::string>& visited,
                                              const base::Deadline& deadline);
  base::Result<std::optional<FoundCredentials>> static_keys(std::string_view name) const;
  base::Result<FoundCredentials> assume_role(std::string_view name, std::vector<std::string>& visited,
                                             const base::Deadline& deadline);
  base::Result<FoundCredentials> with_web_identity(std::string_view role, std::string_view token_file,
                                                   std::string_view session_name,
                                                   const base::Deadline& deadline);
  base::Result<FoundCredentials> ask_sts(std::string_view operation, const json::Value& input,
                                         const Credentials& credentials, const base::Deadline& deadline);
  std::string session_name(std::string_view wanted) const;

  const Settings settings_;
  const Environment environment_;
  const std::shared_ptr<net::Transport> transport_;
  const base::Clock& clock_;
  base::Random& random_;
  std::mutex mutex_;
  std::optional<FoundCredentials> cached_;
};

}  // namespace aws
