#include "services/s3/cors_rules.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "services/s3/bucket.h"

namespace account::s3 {
namespace {

constexpr size_t kMaxRules = 100;
constexpr size_t kMaxId = 255;
constexpr std::string_view kMethods[] = {"GET", "PUT", "POST", "DELETE", "HEAD"};

// A text, or one with a single `*` that stands for any characters or none.
bool matches(std::string_view pattern, std::string_view text) {
  size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == text;
  std::string_view start = pattern.substr(0, star), end = pattern.substr(star + 1);
  return text.size() >= start.size() + end.size() && text.starts_with(start) && text.ends_with(end);
}

// Origins are compared with their case, the names of headers without.
bool allows_origin(const json::Value& rule, std::string_view origin) {
  std::vector<std::string> allowed = rule.strings_at("AllowedOrigins");
  return std::any_of(allowed.begin(), allowed.end(),
                     [&](const std::string& pattern) { return matches(pattern, origin); });
}

bool allows_header(const std::vector<std::string>& allowed, std::string_view name) {
  return std::any_of(allowed.begin(), allowed.end(),
                     [&](const std::string& pattern) { return matches(base::lower(pattern), name); });
}

bool allows(const json::Value& rule, const CrossOriginRequest& request) {
  std::vector<std::string> methods = rule.strings_at("AllowedMethods");
  if (std::find(methods.begin(), methods.end(), request.method) == methods.end()) return false;
  if (!allows_origin(rule, request.origin)) return false;
  std::vector<std::string> headers = rule.strings_at("AllowedHeaders");
  return std::all_of(request.headers.begin(), request.headers.end(),
                     [&](const std::string& name) { return allows_header(headers, name); });
}

net::Headers headers_of(const json::Value& rule, const CrossOriginRequest& request) {
  net::Headers headers;
  std::vector<std::string> origins = rule.strings_at("AllowedOrigins");
  bool everybody = std::find(origins.begin(), origins.end(), "*") != origins.end();
  headers.set("Access-Control-Allow-Origin", everybody ? "*" : request.origin);
  if (!everybody) headers.set("Access-Control-Allow-Credentials", "true");
  headers.set("Access-Control-Allow-Methods", base::join(rule.strings_at("AllowedMethods"), ", "));
  if (!request.headers.empty())
    headers.set("Access-Control-Allow-Headers", base::join(request.headers, ", "));
  std::vector<std::string> exposed = rule.strings_at("ExposeHeaders");
  if (!exposed.empty()) headers.set("Access-Control-Expose-Headers", base::join(exposed, ", "));
  if (const json::Value* age = rule.find("MaxAgeSeconds"))
    headers.set("Access-Control-Max-Age", std::to_string(age->as_int()));
  headers.set("Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
  return headers;
}

tl::unexpected<aws::Error> invalid(std::string message) {
  return tl::unexpected(aws::Error("InvalidRequest", 400, std::move(message)));
}

aws::Result<void> check_wildcards(const json::Value& rule, std::string_view list, std::string_view element) {
  for (const std::string& text : rule.strings_at(list)) {
    if (std::count(text.begin(), text.end(), '*') > 1)
      return invalid(fmt::format("{} \"{}\" can not have more than one wildcard.", element, text));
  }
  return {};
}

aws::Result<void> check_rule(const json::Value& rule) {
  std::vector<std::string> methods = rule.strings_at("AllowedMethods");
  if (methods.empty() || rule.strings_at("AllowedOrigins").empty()) return malformed_xml();
  if (rule.string_or("ID", "").size() > kMaxId)
    return invalid(fmt::format("ID length should not exceed allowed limit of {}", kMaxId));
  for (const std::string& method : methods) {
    if (std::find(std::begin(kMethods), std::end(kMethods), method) == std::end(kMethods)) {
      return invalid(
          fmt::format("Found unsupported HTTP method in CORS config. Unsupported method is {}", method));
    }
  }
  TRY(check_wildcards(rule, "AllowedOrigins", "AllowedOrigin"));
  TRY(check_wildcards(rule, "AllowedHeaders", "AllowedHeader"));
  for (const std::string& name : rule.strings_at("ExposeHeaders")) {
    if (name.find('*') == std::string::npos) continue;
    return invalid(fmt::format(
        "ExposeHeader \"{}\" contains wildcard. We currently do not support wildcard for ExposeHeader.",
        name));
  }
  return {};
}

}  // namespace

CrossOriginRequest CrossOriginRequest::of(const net::Request& request) {
  CrossOriginRequest result{std::string(request.headers.get("Origin")), request.method, {}};
  if (const std::string* method = request.headers.find("Access-Control-Request-Method"))
    result.method = *method;
  for (std::string_view name : base::split(request.headers.get("Access-Control-Request-Headers"), ',')) {
    name = base::trim(name);
    if (!name.empty()) result.headers.push_back(base::lower(name));
  }
  return result;
}

std::optional<net::Headers> shared_with(const CrossOriginRequest& request, const json::Value& configuration) {
  for (const json::Value& rule : configuration.find("CORSRules")->as_array()) {
    if (allows(rule, request)) return headers_of(rule, request);
  }
  return std::nullopt;
}

aws::Result<void> check_cors(const json::Object& configuration) {
  const json::Value* rules = configuration.find("CORSRules");
  if (!rules || rules->as_array().empty()) return malformed_xml();
  if (rules->as_array().size() > kMaxRules) {
    return invalid(
        fmt::format("The number of CORS rules should not exceed allowed limit of {} rules.", kMaxRules));
  }
  for (const json::Value& rule : rules->as_array()) TRY(check_rule(rule));
  return {};
}

}  // namespace account::s3
