#include "engine/keep/places.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "engine/keep/file_keep.h"
#include "engine/keep/history.h"

namespace engine {
namespace {

using base::Result;

std::string file_beside(const std::string& folder) {
  return folder + ".at";
}

bool is_folder(std::string_view address) {
  return address.find("://") == std::string_view::npos;
}

base::Error unreadable(const std::string& address) {
  return {base::ErrorKind::invalid, fmt::format("`{}` cannot be read from here", address), ""};
}

base::Error begun_elsewhere(const std::string& where) {
  return {base::ErrorKind::conflict,
          fmt::format("another run of this machine keeps the state at {} since just now", where),
          "run this again"};
}

// Whether something is kept where it was until now cannot be said, so nothing is begun at another place.
base::Error unreadable_before(const std::string& address, const base::Error& error) {
  base::Error told = error.in(
      fmt::format("the state is kept at {} as far as this machine knows, which cannot be read", address));
  if (told.hint.empty()) told.hint = "leave the other place away, or mend that one first";
  return told;
}

// By their paths from there.
std::vector<std::string> states_below(const std::string& place) {
  std::vector<std::string> found;
  std::error_code ignored;
  std::filesystem::recursive_directory_iterator at(place, ignored);
  for (; at != std::filesystem::recursive_directory_iterator(); at.increment(ignored)) {
    if (!at->is_directory(ignored) || !FileKeep::is_written(at->path())) continue;
    found.push_back(at->path().lexically_relative(place));
    at.disable_recursion_pending();
  }
  return found;
}

}  // namespace

Result<std::string> remembered_place(const std::string& folder) {
  auto text = base::read_file(file_beside(folder));
  if (text) return std::string(base::trim(*text));
  if (text.error().kind == base::ErrorKind::not_found) return std::string();
  return text;
}

base::Status remember_place(const std::string& folder, const std::string& place) {
  if (place.empty()) return base::remove_all(file_beside(folder));
  TRY(base::make_folder(std::filesystem::path(folder).parent_path().string()));
  return base::write_file_atomically(file_beside(folder), place + "\n");
}

bool is_known(const std::string& folder) {
  return base::exists(file_beside(folder)) || FileKeep::is_written(folder);
}

// Whoever begins it in the root has its lease before they look at what is remembered; whoever begins it elsewhere
// remembers that before they look for such a lease. So one of the two sees the other.
base::Status claim_place(const std::string& folder, const std::string& place, const base::Clock& clock) {
  std::string before = TRY(remembered_place(folder));
  if (before == place) return {};
  if (place.empty()) return tl::unexpected(begun_elsewhere(before));
  TRY(remember_place(folder, place));
  if (!FileKeep::is_written(folder) && !TRY(FileKeep(folder, clock).holder())) return {};
  TRY(remember_place(folder, before));
  return tl::unexpected(begun_elsewhere(folder));
}

Result<std::string> place_of(const Places& places, const std::string& folder, const base::Clock& clock) {
  std::string known = TRY(remembered_place(folder));
  const std::string& given = places.given.place;
  if (given.empty() || given == known) return known;
  if (!is_known(folder)) return given;
  auto keep = TRY(open_keep_at(places, folder, known, clock));
  auto history = load_departed(*keep);
  if (!history)
    return tl::unexpected(unreadable_before(keep_address(places, folder, known), history.error()));
  if (history->state.departed_to == given) {
    TRY(remember_place(folder, given));
    return given;
  }
  if (history->state.departed_to.empty() && history->state.records.empty()) return given;
  return tl::unexpected(base::Error{
      base::ErrorKind::conflict,
      fmt::format("the state is kept at {}, and {} was given", keep_address(places, folder, known), given),
      fmt::format("leave that away; to have it there: slipway state migrate --to {}", given)});
}

std::string keep_address(const Places& places, const std::string& folder, const std::string& place) {
  return place.empty() ? folder : place + folder.substr(places.root.size());
}

Result<std::vector<std::string>> folders_at(const Places& places, const std::string& place) {
  std::vector<std::string> folders;
  if (is_folder(place)) {
    folders = states_below(place);
  } else {
    if (!places.given.list) return tl::unexpected(unreadable(place));
    folders = TRY(places.given.list(place));
  }
  for (std::string& each : folders) each = places.root + "/" + each;
  std::sort(folders.begin(), folders.end());
  return folders;
}

Result<std::unique_ptr<Keep>> open_keep_at(const Places& places, const std::string& folder,
                                           const std::string& place, const base::Clock& clock) {
  std::string address = keep_address(places, folder, place);
  if (!is_folder(address)) {
    if (places.given.open) return places.given.open(address);
    return tl::unexpected(unreadable(address));
  }
  return std::unique_ptr<Keep>(std::make_unique<FileKeep>(address, clock));
}

Result<std::unique_ptr<Keep>> open_keep(const Places& places, const std::string& folder,
                                        const base::Clock& clock) {
  return open_keep_at(places, folder, TRY(place_of(places, folder, clock)), clock);
}

}  // namespace engine
