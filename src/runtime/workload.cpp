#include "runtime/workload.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace runtime {
namespace {

using base::ErrorKind;
using base::fail;
using json::Value;

constexpr std::string_view kKinds[] = {"http", "tcp", "exec"};

json::Array to_array(const std::vector<std::string>& texts) {
  return json::Array(texts.begin(), texts.end());
}

int number_at(const Value& value, std::string_view name, int fallback) {
  return static_cast<int>(value.int_or(name, fallback));
}

Value to_json(const Port& port) {
  return json::Object{{"name", port.name}, {"number", port.number}, {"udp", port.is_udp}};
}

Value to_json(const Probe& probe) {
  return json::Object{{"kind", kKinds[static_cast<size_t>(probe.kind)]},
                      {"port", probe.port},
                      {"path", probe.path},
                      {"https", probe.is_https},
                      {"command", to_array(probe.command)},
                      {"initial_delay_s", probe.initial_delay_s},
                      {"period_s", probe.period_s},
                      {"timeout_s", probe.timeout_s},
                      {"success_threshold", probe.success_threshold},
                      {"failure_threshold", probe.failure_threshold}};
}

std::optional<Probe> probe_at(const Value& workload, std::string_view name) {
  const Value* value = workload.find(name);
  if (!value) return std::nullopt;
  Probe probe;
  for (size_t i = 0; i < std::size(kKinds); ++i) {
    if (value->string_or("kind", "") == kKinds[i]) probe.kind = static_cast<Probe::Kind>(i);
  }
  probe.port = number_at(*value, "port", 0);
  probe.path = value->string_or("path", "/");
  probe.is_https = value->bool_or("https", false);
  probe.command = value->strings_at("command");
  probe.initial_delay_s = number_at(*value, "initial_delay_s", probe.initial_delay_s);
  probe.period_s = number_at(*value, "period_s", probe.period_s);
  probe.timeout_s = number_at(*value, "timeout_s", probe.timeout_s);
  probe.success_threshold = number_at(*value, "success_threshold", probe.success_threshold);
  probe.failure_threshold = number_at(*value, "failure_threshold", probe.failure_threshold);
  return probe;
}

json::Array ports_of(const Workload& workload) {
  json::Array ports;
  for (const Port& port : workload.ports) ports.push_back(to_json(port));
  return ports;
}

bool is_port_name(std::string_view name) {
  auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !name.empty() && name.size() <= 15 && std::any_of(name.begin(), name.end(), is_letter) &&
         name.front() != '-' && name.back() != '-' && name.find("--") == std::string_view::npos &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
}

bool is_port(int number) {
  return number >= 1 && number <= 65535;
}

base::Status check_probe(const std::string& service, std::string_view what, const Probe& probe) {
  if (probe.kind == Probe::Kind::exec && probe.command.empty())
    return fail(ErrorKind::invalid, "the {} probe of `{}` has no command", what, service);
  if (probe.kind != Probe::Kind::exec && !is_port(probe.port))
    return fail(ErrorKind::invalid, "the {} probe of `{}` asks port {}: 1 to 65535 are possible", what,
                service, probe.port);
  if (what == "liveness" && probe.success_threshold != 1)
    return fail(ErrorKind::invalid, "the liveness probe of `{}` has a success threshold other than 1",
                service);
  return {};
}

}  // namespace

Value to_json(const Workload& workload) {
  const Workload none;
  json::Object object;
  if (workload.cpu_milli != none.cpu_milli) object.set("cpu_milli", workload.cpu_milli);
  if (!workload.ports.empty()) object.set("ports", ports_of(workload));
  if (workload.liveness) object.set("liveness", to_json(*workload.liveness));
  if (workload.readiness) object.set("readiness", to_json(*workload.readiness));
  if (workload.update.recreates) object.set("recreates", true);
  if (workload.update.max_unavailable_percent != none.update.max_unavailable_percent)
    object.set("max_unavailable_percent", workload.update.max_unavailable_percent);
  if (workload.update.max_surge_percent != none.update.max_surge_percent)
    object.set("max_surge_percent", workload.update.max_surge_percent);
  if (workload.stop_grace_s != none.stop_grace_s) object.set("stop_grace_s", workload.stop_grace_s);
  if (workload.mounts_service_account_token) object.set("mounts_service_account_token", true);
  if (workload.has_read_only_root) object.set("read_only_root", true);
  if (!workload.post_start.empty()) object.set("post_start", to_array(workload.post_start));
  if (!workload.pre_stop.empty()) object.set("pre_stop", to_array(workload.pre_stop));
  return object;
}

Workload workload_from(const Value& value) {
  Workload workload;
  workload.cpu_milli = value.int_or("cpu_milli", workload.cpu_milli);
  if (const Value* ports = value.find("ports"); ports && ports->is_array()) {
    for (const Value& port : ports->as_array())
      workload.ports.push_back({std::string(port.string_or("name", "")), number_at(port, "number", 0),
                                port.bool_or("udp", false)});
  }
  workload.liveness = probe_at(value, "liveness");
  workload.readiness = probe_at(value, "readiness");
  Update& update = workload.update;
  update.recreates = value.bool_or("recreates", false);
  update.max_unavailable_percent =
      number_at(value, "max_unavailable_percent", update.max_unavailable_percent);
  update.max_surge_percent = number_at(value, "max_surge_percent", update.max_surge_percent);
  workload.stop_grace_s = number_at(value, "stop_grace_s", workload.stop_grace_s);
  workload.mounts_service_account_token = value.bool_or("mounts_service_account_token", false);
  workload.has_read_only_root = value.bool_or("read_only_root", false);
  workload.post_start = value.strings_at("post_start");
  workload.pre_stop = value.strings_at("pre_stop");
  return workload;
}

base::Status check_workload(const std::string& service, const Workload& workload) {
  std::set<std::string> names;
  std::set<std::pair<int, bool>> numbers;
  for (const Port& port : workload.ports) {
    if (!is_port_name(port.name)) {
      return tl::unexpected(base::Error{
          ErrorKind::invalid, fmt::format("`{}` cannot be the name of a port of `{}`", port.name, service),
          "use at most 15 lower-case letters, digits and single dashes, with a letter among them"});
    }
    if (!is_port(port.number))
      return fail(ErrorKind::invalid, "`{}` cannot have port {}: 1 to 65535 are possible", service,
                  port.number);
    if (!names.insert(port.name).second)
      return fail(ErrorKind::invalid, "two ports of `{}` have the name `{}`", service, port.name);
    if (!numbers.emplace(port.number, port.is_udp).second)
      return fail(ErrorKind::invalid, "`{}` has port {} twice", service, port.number);
  }
  if (workload.liveness) TRY(check_probe(service, "liveness", *workload.liveness));
  if (workload.readiness) TRY(check_probe(service, "readiness", *workload.readiness));
  // Kubernetes' rule: the roll-out could neither end an instance nor begin one.
  if (workload.update.max_unavailable_percent == 0 && workload.update.max_surge_percent == 0)
    return fail(ErrorKind::invalid, "updates of `{}` can neither end an instance nor begin one", service);
  return {};
}

std::string unheeded_words(const Workload& workload, bool runs_containers) {
  std::vector<std::string> words;
  auto add = [&](bool asked_for, const char* word) {
    if (asked_for) words.push_back(fmt::format("`{}`", word));
  };
  add(!runs_containers && workload.cpu_milli > 0, "cpu");
  add(!runs_containers && workload.has_read_only_root, "security.read_only_root_filesystem");
  add(workload.liveness.has_value(), "liveness");
  add(workload.readiness.has_value(), "readiness");
  add(!workload.post_start.empty(), "deployment.lifecycle.post_start_exec_command");
  add(!workload.pre_stop.empty(), "deployment.lifecycle.pre_stop_exec_command");
  return base::join(words, ", ");
}

}  // namespace runtime
