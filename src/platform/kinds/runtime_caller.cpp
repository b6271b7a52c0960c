#include "platform/kinds/runtime_caller.h"

#include "platform/kinds/kinds.h"
#include "platform/workloads/deployment.h"
#include "platform/workloads/service_members.h"
#include "platform/workloads/token.h"
#include "runtime/token/facts.h"

namespace platform {
namespace {

using engine::Answer;
using json::Object;
using json::Value;
using Status = Answer::Status;

constexpr const char* kPut = "PutService";
constexpr const char* kRemove = "RemoveService";
// An answer may wait so long for what has not ended.
constexpr base::Milliseconds kPatience{200};

Answer refused(const char* code, std::string message) {
  return {Status::refused, nullptr, code, std::move(message)};
}

}  // namespace

RuntimeCaller::RuntimeCaller(EnvironmentTarget& target, const Platform& platform)
    : target_(target),
      platform_(platform),
      cluster_(target.cluster->caller(platform.connections)),
      works_(platform.calls_at_once == 0 ? 0 : target.side_by_side(platform)) {}

Answer RuntimeCaller::call(const engine::Call& call, const base::Deadline& deadline) {
  return call.request.api == kRuntime ? of_runtime(call.request, deadline) : cluster_.call(call, deadline);
}

std::optional<base::Error> RuntimeCaller::why_failed(const std::string& kind, const std::string& name) {
  auto ended = kind == kService ? works_.ended(name, base::Milliseconds(0)) : std::nullopt;
  if (ended && !*ended) return ended->error();
  std::lock_guard lock(mutex_);
  auto failed = failures_.find({kind, name});
  return failed == failures_.end() ? std::nullopt : std::optional(failed->second);
}

Answer RuntimeCaller::failed(std::string_view kind, const std::string& name, const base::Error& error) {
  std::lock_guard lock(mutex_);
  failures_.insert_or_assign({std::string(kind), name}, error);
  return refused("Failed", error.message);
}

Answer RuntimeCaller::of_runtime(const engine::Request& request, const base::Deadline& deadline) {
  auto input = engine::known(request.input);
  if (!input) return refused("InvalidInput", input.error().message);
  std::string name = blueprint::text_of(*input, "name");
  const std::string& operation = request.operation;
  if (operation == kPut || operation == kRemove) return begin(operation, name);
  if (operation == "FindService") return describe(name, false, deadline);
  if (operation == "GetService") return look(name, deadline);
  if (operation == "FindToken") return find_token(name);
  if (operation == "GetToken") return read_token(name, *input);
  base::Status done = operation == "RemoveToken"
                          ? remove_token(target_, name, platform_)
                          : put_token(target_, *target_.desired->find_service(name), platform_);
  return done ? Answer{} : failed(kToken, name, done.error());
}

Answer RuntimeCaller::begin(const std::string& operation, const std::string& name) {
  {
    std::lock_guard lock(mutex_);
    if (!works_.is_under_way(name)) last_[name] = operation;
  }
  works_.begin(name, [this, operation, name](const std::stop_token& stop) -> base::Status {
    if (operation == kRemove) return remove_service(target_, name, platform_, stop);
    return put_service(target_, *target_.desired->find_service(name), platform_, stop);
  });
  return {};
}

Answer RuntimeCaller::look(const std::string& name, const base::Deadline& deadline) {
  auto ended = works_.ended(name, kPatience);
  if (!ended && works_.is_under_way(name)) return {Status::done, Object{{"status", "UNDER WAY"}}, "", ""};
  if (ended && !*ended) return refused("Failed", ended->error().message);
  std::string last;
  {
    std::lock_guard lock(mutex_);
    if (ended) last = last_[name];
  }
  if (last == kRemove) return refused("NotFound", "it was removed");
  Answer there = describe(name, last == kPut, deadline);
  // What was asked for and never begun is a service of which nothing runs yet.
  bool is_wanted = target_.desired && target_.desired->find_service(name);
  return there.code == "NotFound" && is_wanted ? Answer{Status::done, Object{{"status", "THERE"}}, "", ""}
                                               : there;
}

Answer RuntimeCaller::describe(const std::string& name, bool is_put, const base::Deadline& deadline) {
  auto running = look_at_service(target_, name, is_put, platform_, deadline);
  if (!running) return failed(kService, name, running.error());
  if (!*running) return refused("NotFound", "nothing runs");
  Object facts{{"status", "THERE"},
               {"type", (*running)->type},
               {"runtime", (*running)->runtime},
               {"total", (*running)->total},
               {"right", (*running)->right},
               {"former", (*running)->former},
               {"altered", (*running)->altered},
               {"whole", (*running)->is_whole},
               {"failed", (*running)->has_failed}};
  const Service* service = target_.desired ? target_.desired->find_service(name) : nullptr;
  if (!service) return {Status::done, std::move(facts), "", ""};
  auto wanted = wanted_members(target_, *service, platform_);
  if (!wanted) return failed(kService, name, wanted.error());
  json::Array after;
  for (const Service* job : jobs_before(*target_.desired, *service)) {
    auto digest = outputs_digest(target_, job->slug, platform_);
    if (!digest) return failed(kService, name, digest.error());
    after.emplace_back(*digest);
  }
  auto left = outputs_digest(target_, name, platform_);
  if (!left) return failed(kService, name, left.error());
  facts.append({"wanted", *std::move(wanted)});  // which is a value of the engine's already
  facts.append({"after", std::move(after)});
  facts.append({"left", *left});
  return {Status::done, std::move(facts), "", ""};
}

// Of a service whose account turned out to have no role, there is none to be had: it is as it should be.
Answer RuntimeCaller::read_token(const std::string& name, const Value& input) {
  const Service* service = target_.desired ? target_.desired->find_service(name) : nullptr;
  bool has_none = service && !service->named_service_account.empty() && !target_.identity(*service);
  return has_none ? Answer{Status::done, engine::literal(input), "", ""} : find_token(name);
}

Answer RuntimeCaller::find_token(const std::string& name) const {
  auto facts = runtime::read_token_facts(platform_.home.token_folder(target_.state.namespace_name, name));
  if (!facts) return refused("NotFound", facts.error().message);
  return {Status::done,
          engine::literal(Object{{"issuer", facts->issuer},
                                 {"subject", facts->subject},
                                 {"life_s", facts->is_due(platform_.clock.now()) ? 0 : facts->life_s()}}),
          "", ""};
}

}  // namespace platform
