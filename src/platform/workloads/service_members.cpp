#include "platform/workloads/service_members.h"

#include "base/file.h"
#include "engine/value.h"
#include "platform/state/specification.h"
#include "platform/workloads/deployment.h"
#include "platform/workloads/jobs.h"

namespace platform {
namespace {

using json::Object;

json::Array list(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

Object digests(const std::map<std::string, std::string>& values, const DigestKey& key) {
  Object members;
  for (const auto& [name, value] : values)
    members.append({name, engine::secret({name, key.digest(name, value)})});
  return members;
}

}  // namespace

base::Result<Object> wanted_members(EnvironmentTarget& target, const Service& service,
                                    const Platform& platform) {
  runtime::Runtime* runtime = TRY(runtime_of(target, platform));
  if (service.cron) TRY(cron_of(*runtime));
  runtime::ServiceSpec wanted = TRY(specification(target, service, *runtime, platform, Outputs::left_out));
  DigestKey key = TRY(target.digest_key(platform));
  return Object{{"image", wanted.image},
                {"entrypoint", list(wanted.entrypoint)},
                {"command", list(wanted.command)},
                {"memory_bytes", wanted.memory_bytes},
                {"variables", digests(wanted.environment, key)},
                {"files", digests(wanted.files, key)},
                {"service_account", wanted.service_account},
                {"token_life_s", wanted.token_life_s},
                {"workload", engine::literal(runtime::to_json(wanted.workload))},
                {"schedule", service.cron ? to_json(*service.cron) : json::Value(Object())}};
}

base::Result<std::string> outputs_digest(EnvironmentTarget& target, const std::string& job,
                                         const Platform& platform) {
  std::string path = platform.home.job_outputs(target.state.namespace_name, job);
  std::string outputs = base::exists(path) ? TRY(base::read_file(path)) : "";
  return TRY(target.digest_key(platform)).digest(job, outputs);
}

}  // namespace platform
