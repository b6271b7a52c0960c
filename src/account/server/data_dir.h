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
  std::string snapshots() const { return path_ + "/snapshots"; }
  std::string authority() const { return path_ + "/authority.pem"; }

  // Makes the folder. invalid: others may write to it, or a file of ours is a symbolic link: whoever can put
  // one there decides what is read and written.
  base::Status prepare() const;
  // Held for as long as the directory is served. Conflict: another process serves it.
  base::Result<base::Fd> lock() const;
  std::string lock_path() const { return file("lock"); }

  // Made at the first start, then always the same.
  base::Result<base::Secret> seal_key(base::Random& random) const;
  base::Result<crypto::Credential> local_authority(base::Time now) const;

  base::Result<std::vector<RootCredentials>> credentials() const;
  // Written before the account is committed. Whatever stands there of that name belongs to a start that was
  // killed between the two: an account that never came to be.
  base::Status add_credentials(const RootCredentials& credentials) const;
  base::Status write_credentials(const std::vector<RootCredentials>& all) const;

  // By whoever holds the lock.
  base::Status write_server(const RunningServer& server) const;
  // What was written last, by a server that runs or by one that was killed.
  std::optional<RunningServer> server() const;
  void remove_server() const;

 private:
  std::string file(std::string_view name) const { return path_ + "/" + std::string(name); }

  std::string path_;
};

}  // namespace account
