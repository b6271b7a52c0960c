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

Result<std::string> place_of(const Places& places, const std::string& folder, const base::Clock& clock) {
  std::string known = TRY(remembered_place(folder));
  const std::string& given = places.given.place;
  bool is_here = !known.empty() || FileKeep::is_written(folder);
  if (given.empty() || given == known) return known;
  if (!is_here) return given;
  auto keep = TRY(open_keep_at(places, folder, known, clock));
  if (TRY(load_departed(*keep)).state.departed_to == given) {
    TRY(remember_place(folder, given));
    return given;
  }
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
