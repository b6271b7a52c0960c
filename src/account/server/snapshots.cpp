#include "account/server/snapshots.h"

#include <algorithm>
#include <filesystem>

namespace account {
namespace {

namespace fs = std::filesystem;
using base::ErrorKind;

constexpr size_t kMostName = 64;
constexpr const char* kRecords = "/records.db";
constexpr const char* kObjects = "/objects";

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kMostName && text.front() != '.' && text.front() != '-' &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                  c == '_' || c == '-';
         });
}

base::Status failed(const fs::path& path, const std::error_code& code) {
  return tl::unexpected(base::errno_error("copy", path.string(), code.value()));
}

// Each file below `from` has a second name below `to`. One that somebody removes meanwhile is of no record any more.
base::Status link_all(const std::string& from, const std::string& to) {
  std::error_code code;
  TRY(base::make_folder(to));
  for (const auto& folder : fs::directory_iterator(from, code)) {
    if (!folder.is_directory(code)) continue;
    fs::path below = fs::path(to) / folder.path().filename();
    TRY(base::make_folder(below.string()));
    for (const auto& file : fs::directory_iterator(folder.path(), code)) {
      std::error_code linked;
      fs::create_hard_link(file.path(), below / file.path().filename(), linked);
      if (linked && linked != std::errc::file_exists && linked != std::errc::no_such_file_or_directory)
        return failed(file.path(), linked);
    }
  }
  return code ? failed(from, code) : base::Status();
}

// An index, an answer kept for a repeated call, work that is due: nobody made them.
bool is_of_users(const store::Difference& each) {
  return each.kind.find('#') == std::string::npos && !each.kind.starts_with("server.");
}

}  // namespace

base::Status Snapshots::check(const std::string& name) const {
  if (!is_name(name))
    return base::fail(ErrorKind::invalid,
                      "`{}` is no name of a snapshot: take at most {} letters, digits, `.`, `_` and `-`, and "
                      "neither `.` nor `-` first",
                      name, kMostName);
  if (base::exists(folder(name) + kRecords)) return {};
  std::vector<std::string> all = names();
  return base::fail(ErrorKind::not_found, "there is no snapshot `{}`{}", name,
                    all.empty() ? "" : fmt::format(", only: {}", fmt::join(all, ", ")));
}

base::Status Snapshots::save(const std::string& name) {
  base::Status known = check(name);
  if (known) return base::fail(ErrorKind::conflict, "there is a snapshot `{}` already", name);
  if (known.error().kind != ErrorKind::not_found) return known;
  // Under its name when it is whole; what was killed before leaves a folder that the next one takes over.
  std::string unfinished = data_dir_.snapshots() + "/.unfinished";
  TRY(base::remove_all(unfinished));
  TRY(base::make_folder(unfinished));
  base::Status written = write(unfinished);
  std::error_code code;
  if (written) fs::rename(unfinished, folder(name), code);
  if (written && code) written = failed(folder(name), code);
  if (!written) (void)base::remove_all(unfinished);
  return written;
}

base::Status Snapshots::write(const std::string& folder) {
  TRY(store::save_copy(facilities_.store, folder + kRecords,
                       [&] { return link_all(facilities_.objects_dir, folder + kObjects); }));
  return DataDir(folder).write_credentials(TRY(data_dir_.credentials()));
}

base::Status Snapshots::load(const std::string& name) {
  TRY(check(name));
  std::vector<RootCredentials> keys = TRY(DataDir(folder(name)).credentials());
  // First what the records need: keys and files that no record names open nothing, and the next start sweeps the files.
  for (const RootCredentials& each : keys) TRY(data_dir_.add_credentials(each));
  TRY(link_all(folder(name) + kObjects, facilities_.objects_dir));
  TRY(store::load_copy(facilities_.store, folder(name) + kRecords));
  facilities_.next_due.expect(facilities_.clock.now());
  return data_dir_.write_credentials(keys);
}

base::Status Snapshots::remove(const std::string& name) {
  TRY(check(name));
  return base::remove_all(folder(name));
}

std::vector<std::string> Snapshots::names() const {
  std::vector<std::string> names;
  std::error_code code;
  for (const auto& each : fs::directory_iterator(data_dir_.snapshots(), code))
    if (std::string name = each.path().filename().string(); is_name(name)) names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

base::Result<std::vector<store::Difference>> Snapshots::differences(const std::string& name) {
  TRY(check(name));
  auto all = TRY(store::compare_with_copy(facilities_.store, folder(name) + kRecords));
  std::erase_if(all, [](const store::Difference& each) { return !is_of_users(each); });
  return all;
}

}  // namespace account
