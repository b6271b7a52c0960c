#include "services/ssm/public_parameter.h"

#include "services/public_images.h"

namespace account::ssm {
namespace {

json::Value record_of(const PublicParameter& parameter, ParameterName name) {
  name.id = parameter.name.substr(1);
  return json::Object{{"Name", parameter.name},
                      {"ARN", name.arn()},
                      {"Type", "String"},
                      {"DataType", "text"},
                      {"Value", parameter.value},
                      {"Version", parameter.version},
                      {"LastModifiedDate", base::to_ms(parameter.changed)}};
}

}  // namespace

std::optional<json::Value> find_public(const ParameterName& name) {
  auto parameter = find_public_parameter(name.region, "/" + name.id);
  if (!parameter) return std::nullopt;
  return record_of(*parameter, name);
}

std::vector<Entry> list_public(const ParameterName& path) {
  std::vector<Entry> entries;
  for (const PublicParameter& one : public_parameters(path.region, "/" + path.id))
    entries.push_back({one.name.substr(1), record_of(one, path)});
  return entries;
}

}  // namespace account::ssm
