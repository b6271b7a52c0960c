#include "localkube/wish.h"

#include <algorithm>

#include "base/file.h"
#include "base/json.h"

namespace localkube {

base::Status write_wish(const Folder& folder, const Wish& wish) {
  json::Object object{
      {"account", wish.account}, {"region", wish.region}, {"name", wish.name}, {"programs", wish.programs}};
  if (wish.slot) object.set("slot", *wish.slot);
  return base::write_file_atomically(folder.wish(), json::dump_pretty(std::move(object)));
}

base::Result<Wish> read_wish(const Folder& folder) {
  json::Value value = TRY(json::parse(TRY(base::read_file(folder.wish()))));
  Wish wish{std::string(value.string_or("account", "")),
            std::string(value.string_or("region", "")),
            std::string(value.string_or("name", "")),
            std::string(value.string_or("programs", "")),
            {}};
  if (value.find("slot")) wish.slot = static_cast<int>(value.int_or("slot", 0));
  return wish;
}

std::string node_name(const Wish& wish, const std::string& address) {
  std::string dashed = address;
  std::replace(dashed.begin(), dashed.end(), '.', '-');
  return fmt::format("ip-{}.{}.compute.internal", dashed, wish.region);
}

}  // namespace localkube
