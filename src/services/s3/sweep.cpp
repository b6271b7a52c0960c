#include "services/s3/sweep.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <vector>

#include "account/server/accounts.h"
#include "services/s3/object.h"
#include "services/s3/upload_record.h"

namespace account::s3 {
namespace {

constexpr size_t kStep = 500;
// The clock of the file system is coarser than ours.
constexpr std::chrono::seconds kMargin{2};

// Half of a name: a million of them fit into 8 MB, and two that are alike only let a leftover stay.
uint64_t short_name(std::string_view name) {
  uint64_t value = 0;
  std::from_chars(name.data(), name.data() + std::min<size_t>(name.size(), 16), value, 16);
  return value;
}

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

std::vector<std::string> entries_of(const std::string& path) {
  std::vector<std::string> names;
  std::unique_ptr<DIR, CloseFolder> folder(::opendir(path.c_str()));
  while (dirent* entry = folder ? ::readdir(folder.get()) : nullptr) {
    if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
  }
  return names;
}

// A link is a change of its file too, so a name that a copy made just now is young, however old its bytes.
bool is_older(const std::string& path, base::Time start) {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return false;
  return base::from_seconds(info.st_ctim.tv_sec) + kMargin < start;
}

std::vector<std::string> old_files(const std::string& objects_dir, base::Time start) {
  std::vector<std::string> names;
  for (const std::string& folder : entries_of(objects_dir)) {
    for (const std::string& rest : entries_of(objects_dir + "/" + folder)) {
      if (is_older(body_path(objects_dir, folder + rest), start)) names.push_back(folder + rest);
    }
  }
  return names;
}

class Sweep {
 public:
  Sweep(store::Store& store, std::stop_token stop) : store_(store), stop_(std::move(stop)) {}

  // The parts before the objects: a file may go from a part to an object meanwhile, and never back.
  base::Status find_named() {
    for (const std::string& account : TRY(accounts())) {
      for (std::string_view kind : {kPart, kObject}) TRY(find_named(account, kind));
    }
    std::sort(named_.begin(), named_.end());
    return {};
  }

  bool is_named(std::string_view name) const {
    return std::binary_search(named_.begin(), named_.end(), short_name(name));
  }

 private:
  base::Result<std::vector<std::string>> accounts() {
    auto transaction = TRY(store_.begin());
    std::vector<std::string> ids;
    for (const json::Value& account : list_accounts(State(*transaction, "", "")))
      ids.emplace_back(account.string_or("Id", ""));
    TRY(transaction->commit());
    return ids;
  }

  base::Status find_named(const std::string& account, std::string_view kind) {
    std::string after;
    while (!stop_.stop_requested()) {
      auto transaction = TRY(store_.begin());
      std::vector<Entry> entries =
          State(*transaction, account, "").list(kind, {.after = after, .limit = kStep});
      TRY(transaction->commit());
      for (const Entry& entry : entries) named_.push_back(short_name(entry.value.string_or("File", "")));
      if (entries.size() < kStep) return {};
      after = entries.back().id;
    }
    return base::fail(base::ErrorKind::timeout, "stopped");
  }

  store::Store& store_;
  std::stop_token stop_;
  std::vector<uint64_t> named_;
};

}  // namespace

base::Status sweep(store::Store& store, const std::string& objects_dir, base::Time start,
                   std::stop_token stop) {
  std::vector<std::string> files = old_files(objects_dir, start);
  if (files.empty()) return {};
  Sweep sweep(store, stop);
  TRY(sweep.find_named());
  for (const std::string& name : files) {
    if (stop.stop_requested()) break;
    if (!sweep.is_named(name)) ::unlink(body_path(objects_dir, name).c_str());
  }
  return {};
}

void give_up_bodies(const State& account, Bodies& bodies) {
  for (std::string_view kind : {kPart, kObject}) {
    std::vector<Entry> entries;
    std::string after;
    do {
      entries = account.list(kind, {.after = after, .limit = kStep});
      for (const Entry& entry : entries) {
        std::string name(entry.value.string_or("File", ""));
        if (!name.empty()) bodies.unneeded(std::move(name));
      }
      if (!entries.empty()) after = entries.back().id;
    } while (entries.size() == kStep);
  }
}

}  // namespace account::s3
