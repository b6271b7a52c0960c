// What every runtime refuses, whatever it runs on.
#include <string>

#include "base/encoding.h"
#include "runtime/files.h"
#include "runtime/runtime.h"

namespace runtime {
namespace {

using base::ErrorKind;
using base::fail;

constexpr int kMaxInstances = 250;                  // addresses of the bridge network
constexpr int64_t kMinMemoryBytes = 4LL << 20;      // runc itself needs about that much to start
constexpr size_t kMaxEnvironmentBytes = 128 << 10;  // MAX_ARG_STRLEN: the kernel's limit of one string

bool is_lower_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

// RFC 1123 label, as Kubernetes asks of namespaces and services.
bool is_label(std::string_view name) {
  if (name.empty() || name.size() > 63) return false;
  if (!is_lower_or_digit(name.front()) || !is_lower_or_digit(name.back())) return false;
  for (char c : name) {
    if (!is_lower_or_digit(c) && c != '-') return false;
  }
  return true;
}

base::Status check_label(std::string_view what, const std::string& name) {
  if (is_label(name)) return {};
  return tl::unexpected(base::Error{
      ErrorKind::invalid, fmt::format("`{}` cannot be the name of a {}", name, what),
      "use at most 63 lower-case letters, digits and dashes, with a letter or digit at both ends"});
}

// The names that Kubernetes takes: [-._a-zA-Z][-._a-zA-Z0-9]*.
bool is_variable_name(std::string_view name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  for (char c : name) {
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(c >= '0' && c <= '9') && c != '-' && c != '.' && c != '_') return false;
  }
  return true;
}

base::Status check_environment(const ServiceSpec& service) {
  for (const auto& [name, value] : service.environment) {
    if (!is_variable_name(name)) {
      return fail(ErrorKind::invalid, "`{}` cannot be the name of a variable of `{}`", name, service.name);
    }
    if (value.find('\0') != std::string::npos) {
      return fail(ErrorKind::invalid,
                  "the value of `{}` of `{}` holds a zero byte, which no process can be given", name,
                  service.name);
    }
    if (!base::is_utf8(value)) {
      return fail(ErrorKind::invalid, "the value of `{}` of `{}` is not UTF-8 text", name, service.name);
    }
    if (name.size() + value.size() + 2 > kMaxEnvironmentBytes) {
      return fail(ErrorKind::invalid, "the value of `{}` of `{}` is larger than {} bytes", name, service.name,
                  kMaxEnvironmentBytes);
    }
  }
  return {};
}

}  // namespace

base::Status check_service(const ServiceSpec& service) {
  TRY(check_label("namespace", service.namespace_name));
  TRY(check_label("service", service.name));
  TRY(check_environment(service));
  if (service.instances < 0 || service.instances > kMaxInstances) {
    return fail(ErrorKind::invalid, "`{}` cannot have {} instances: 0 to {} are possible", service.name,
                service.instances, kMaxInstances);
  }
  if (service.memory_bytes < kMinMemoryBytes) {
    return fail(ErrorKind::invalid, "`{}` cannot run in {} bytes of memory: give it at least {} MiB",
                service.name, service.memory_bytes, kMinMemoryBytes >> 20);
  }
  if (!service.token_folder.empty() && service.token_folder[0] != '/') {
    return fail(ErrorKind::invalid, "the token folder `{}` of `{}` is not an absolute path",
                service.token_folder, service.name);
  }
  TRY(check_workload(service.name, service.workload));
  TRY(check_files(service));
  for (const auto* words : {&service.entrypoint, &service.command}) {
    for (const std::string& argument : *words) {
      if (argument.find('\0') == std::string::npos && base::is_utf8(argument)) continue;
      return fail(ErrorKind::invalid, "the command of `{}` holds a zero byte or is not UTF-8 text",
                  service.name);
    }
  }
  return {};
}

}  // namespace runtime
