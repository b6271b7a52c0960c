// Files that hold what is too large for a record: the bodies of S3's objects. A record names its file.
//
// A file is made before the record that names it is committed, and removed after the record is gone. What a
// crash leaves in between is a file without a record, which a sweep at the next start removes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/random.h"
#include "base/result.h"

namespace account {

std::string body_path(const std::string& objects_dir, std::string_view name);

// A new file, open for writing, in one of 256 folders.
struct NewBody {
  std::string name;
  base::Fd file;
};
base::Result<NewBody> make_body(const std::string& objects_dir, base::Random& random);
base::Status append(const NewBody& body, std::string_view bytes);
// A second name for the bytes of `name`: they are never changed, so a copy needs no bytes of its own.
base::Result<std::string> link_body(const std::string& objects_dir, const std::string& name,
                                    base::Random& random);

// The files of one call: what happens to them is decided by the commit of its records.
class Bodies {
 public:
  explicit Bodies(const std::string& objects_dir) : objects_dir_(objects_dir) {}
  Bodies(Bodies&&) = default;
  Bodies& operator=(Bodies&&) = delete;
  ~Bodies();  // without a commit: removes what the call made

  void made(std::string name) { made_.push_back(std::move(name)); }
  // The record that names it is gone with the commit.
  void unneeded(std::string name) { unneeded_.push_back(std::move(name)); }
  // The files of a call within this one share its fate from now on.
  void join(Bodies&& inner);
  void committed();

 private:
  void remove(std::vector<std::string>& names) const;

  std::string objects_dir_;
  std::vector<std::string> made_;
  std::vector<std::string> unneeded_;
};

}  // namespace account
