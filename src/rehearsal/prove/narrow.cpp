#include "rehearsal/prove/narrow.h"

#include <algorithm>
#include <set>

#include "rehearsal/derive/pattern.h"
#include "rehearsal/derive/scoping.h"
#include "rehearsal/prove/decide.h"

namespace rehearsal {
namespace {

using policy::Catalog;
using policy::Request;

constexpr std::string_view kOthersMark = "somebody-elses";

// The same context without the keys that `is_dropped` names, or with another value for them.
template <typename Changed>
policy::Context with(const policy::Context& context, const Changed& changed) {
  policy::Context out;
  for (const auto& [key, entry] : context.entries()) {
    std::optional<std::string> value = changed(key, entry);
    if (!value) continue;
    if (entry.multivalued)
      out.set_list(key, entry.values);
    else
      out.set(key, *value);
  }
  return out;
}

bool is_mark_key(std::string_view key, std::string_view action) {
  const ScopingKey* row = find_scoping_key(key, action);
  return row && is_mark(*row);
}

void add_names(const Request& request, std::vector<Decoy>& decoys) {
  if (request.resource == "*") return;
  Request other = request;
  size_t at = request.resource.find_last_of("/:");
  other.resource = request.resource.substr(0, at + 1) + "somebody-elses";
  decoys.push_back({"another's name", other});
  other.resource = request.resource + "-2";
  decoys.push_back({"a name that begins like ours", other});
}

void add_marks(const Request& request, std::vector<Decoy>& decoys) {
  bool has_marks = std::any_of(request.context.entries().begin(), request.context.entries().end(),
                               [&](const auto& each) { return is_mark_key(each.first, request.action); });
  if (!has_marks) return;
  Request other = request;
  other.context = with(request.context, [&](const std::string& key, const auto& entry) {
    return is_mark_key(key, request.action) ? std::nullopt : std::optional(entry.values.front());
  });
  decoys.push_back({"without our marks", other});
  other.context = with(request.context, [&](const std::string& key, const auto& entry) {
    return std::optional(is_mark_key(key, request.action) ? std::string(kOthersMark) : entry.values.front());
  });
  decoys.push_back({"with another's marks", other});
}

void add_values(const Request& request, std::vector<Decoy>& decoys) {
  for (const auto& [name, entry] : request.context.entries()) {
    const ScopingKey* row = find_scoping_key(name, request.action);
    if (!row || row->decoy.empty()) continue;
    Request other = request;
    other.context = with(request.context, [&, key = name](const std::string& each, const auto& values) {
      return std::optional(each == key ? std::string(row->decoy) : values.values.front());
    });
    decoys.push_back({"another " + std::string(row->written), other});
  }
}

// Names are all that a read is narrowed by where the policies know them; marks protect the rest from writes.
bool must_be_refused(const Decoy& decoy, const Grant* grant, const Catalog& catalog) {
  bool is_about_name = decoy.what.find("name") != std::string::npos;
  bool is_about_marks = decoy.what.find("marks") != std::string::npos;
  bool has_open_name = grant && is_open(grant->resource);
  if (is_about_name) return !has_open_name;
  bool goes_by_name = grant && !grant->unscoped.empty() && !has_open_name;
  if (is_about_marks) return !only_reads(catalog, decoy.request.action) && !goes_by_name;
  return true;
}

const Grant* grant_for(const std::vector<Grant>& grants, const Request& request) {
  const Grant* found = nullptr;
  for (const Grant& each : grants)
    if (each.action == request.action && covers(each.resource, request.resource) &&
        (!found || is_open(each.resource)))
      found = &each;
  return found;
}

}  // namespace

std::vector<Decoy> decoys_of(const Asked& asked) {
  std::vector<Decoy> decoys;
  add_names(asked.request, decoys);
  add_marks(asked.request, decoys);
  add_values(asked.request, decoys);
  return decoys;
}

base::Result<Narrowness> check_narrow(const std::vector<Grant>& grants, const std::vector<Asked>& asked,
                                      const Policies& policies, const Catalog& catalog) {
  Narrowness found;
  Deciding deciding = TRY(Deciding::make(policies));
  std::set<std::pair<std::string, std::string>> told;
  for (const Asked& each : asked) {
    const Grant* grant = grant_for(grants, each.request);
    for (Decoy& decoy : decoys_of(each)) {
      if (!must_be_refused(decoy, grant, catalog)) continue;
      ++found.decoys;
      if (!deciding.allows(decoy.request, Phase::destroy)) continue;
      if (told.insert({decoy.what, each.request.action}).second) found.allowed.push_back(std::move(decoy));
    }
  }
  for (const Grant& each : grants)
    if (!each.unscoped.empty()) found.wide.push_back(each);
  return found;
}

}  // namespace rehearsal
