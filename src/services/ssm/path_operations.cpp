// GetParametersByPath: what is below a level of a hierarchy, whether or not its caller might read it by name.
#include "services/ssm/filter.h"
#include "services/ssm/listing.h"
#include "services/ssm/parameter.h"
#include "services/ssm/public_parameter.h"
#include "services/ssm/ssm.h"

namespace account::ssm {
namespace {

constexpr int64_t kMostListed = 10;

ParameterName read_path(const Call& call, std::string_view text) {
  ParameterName path = read_name(call.state, text);
  if (path.id.ends_with('/')) path.id.pop_back();
  return path;
}

// One level or all of them; a public hierarchy is AWS's whole.
std::vector<Entry> list_below(const Call& call, ParameterName path) {
  if (!path.id.empty()) path.id += '/';
  std::vector<Entry> entries =
      path.is_public() ? list_public(path) : call.state.list(kParameters.name, {.prefix = path.id});
  if (!call.input.flag("Recursive"))
    std::erase_if(entries, [&](const Entry& one) { return one.id.find('/', path.id.size()) != one.id.npos; });
  return entries;
}

Output get_by_path(Call& call) {
  ParameterName path = read_path(call, call.input.text("Path"));
  TRY(check_path("/" + path.id));
  if (!call.input.text("Path").starts_with('/') && !call.input.text("Path").starts_with("arn:"))
    TRY(check_path(call.input.text("Path")));
  Filters filters = TRY(Filters::read(call.input.list("ParameterFilters"), Filters::Of::path));
  std::vector<Entry> entries = list_below(call, path);
  std::erase_if(entries, [&](const Entry& one) {
    return !filters.match(one.value) || filters.labelled_version(one.value) == 0;
  });
  Page page = TRY(take_page(call, std::move(entries), kMostListed));
  json::Array shown;
  for (const Entry& one : page.entries) {
    ParameterName name{path.account, path.region, one.id, ""};
    int64_t wanted = filters.labelled_version(one.value);
    if (wanted != one.value.int_or("Version", 0)) name.selector = std::to_string(wanted);
    json::Value version = TRY(version_of(call.state, name, one.value));
    shown.push_back(TRY(shown_parameter(call, version, "")));
  }
  return page_output("Parameters", std::move(shown), page);
}

aws::Result<Resource> locate_path(const Asking& asking) {
  Resource resource;
  ParameterName path = read_path(asking.call, asking.text("Path"));
  resource.arn = path.arn();
  if (!path.is_public()) resource.account = path.account;
  return resource;
}

void recursive_key(const Call& call, const json::Value*, policy::Context& context) {
  context.set("ssm:Recursive", call.input.flag("Recursive") ? "true" : "false");
}

constexpr RecordKind kPaths = located_by(locate_path, false);

constexpr Operation kOperations[] = {
    {"GetParametersByPath", {on(kPaths, "Path").keys(recursive_key)}, get_by_path},
};

}  // namespace

std::span<const Operation> path_operations() {
  return kOperations;
}

}  // namespace account::ssm
