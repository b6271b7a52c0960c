// What a server's accounts held at one moment, under a name, in DATA_DIR/snapshots/NAME: the records, the files of S3's
// objects as second names of the same bytes, and the root keys. To begin a test where another one ended, or to see
// what a program has made. The clock is none of it: what was due meanwhile is done when the snapshot is loaded.
#pragma once

#include <string>
#include <vector>

#include "account/call/facilities.h"
#include "account/server/data_dir.h"
#include "store/copies.h"

namespace account {

// Safe from any thread as far as the store is: calls see the accounts before or after, and never between.
class Snapshots {
 public:
  Snapshots(DataDir data_dir, Facilities& facilities)
      : data_dir_(std::move(data_dir)), facilities_(facilities) {}

  // conflict: there is one of that name. invalid: that is no name.
  base::Status save(const std::string& name);
  // not_found: there is none of that name.
  base::Status load(const std::string& name);
  base::Status remove(const std::string& name);
  std::vector<std::string> names() const;  // in order
  // What has become of what users make; what the server keeps for itself is left out.
  base::Result<std::vector<store::Difference>> differences(const std::string& name);

 private:
  std::string folder(const std::string& name) const { return data_dir_.snapshots() + "/" + name; }
  base::Status check(const std::string& name) const;
  base::Status write(const std::string& folder);

  DataDir data_dir_;
  Facilities& facilities_;
};

}  // namespace account
