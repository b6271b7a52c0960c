// The files of an embedded account beside its database: keys, certificates, credentials, and who serves it now.
#pragma once

#include <string>
#include <vector>

#include "account/server/control.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "crypto/certificate.h"

namespace account {

class DataDir {
 public:
  explicit DataDir(std::string path) : path_(std::move(path)) {}

  std::string database() const { return path_ + "/account.db"; }
  std::string objects() const { return path_ + "/objects"; }
  std::string authority() const { return path_ + "/authority.pem"; }

  // Makes the folders that are missing and removes uploads that nobody finished.
  base::Status prepare() const;
  // Conflict: another process serves this data directory.
  base::Result<base::Fd> lock() const;

  // Made at the first start, then always the same.
  base::Result<base::Secret> seal_key(base::Random& random) const;
  base::Result<crypto::Credential> local_authority(base::Time now) const;

  base::Result<std::vector<RootCredentials>> credentials() const;
  // Written before the account is committed. Whatever stands there of that name belongs to a start that was
  // killed between the two: an account that never came to be.
  base::Status add_credentials(const RootCredentials& credentials) const;

  base::Status write_server(const RunningServer& server) const;
  std::optional<RunningServer> server() const;  // nullopt: it does not run
  uint16_t last_port() const;                   // of one that was killed; 0: none
  void remove_server() const;

 private:
  std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }

  std::string path_;
};

}  // namespace account
