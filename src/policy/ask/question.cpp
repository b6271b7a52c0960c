#include "policy/ask/question.h"

#include <fmt/core.h>

#include "base/arn.h"
#include "base/json_slices.h"
#include "base/text.h"
#include "policy/ask/caller.h"
#include "policy/match/glob.h"
#include "policy/match/values.h"

namespace policy {
namespace {

using json::Value;

tl::unexpected<Fault> fault(std::string part, std::string id, std::string message, std::string path) {
  Fault out{std::move(part), {}, 0};
  out.diagnostic.id = std::move(id);
  out.diagnostic.message = std::move(message);
  out.diagnostic.path = std::move(path);
  return tl::unexpected(std::move(out));
}

tl::unexpected<Fault> wrong(std::string id, std::string message, std::string_view member) {
  return fault("request", std::move(id), std::move(message), fmt::format("/request{}", member));
}

// Numbers and booleans are compared as they were written.
std::optional<std::string> scalar(const Value& value, std::string_view source) {
  if (value.is_string()) return value.as_string();
  if (!value.is_bool() && !value.is_number()) return std::nullopt;
  return std::string(source.substr(value.span.offset, value.span.length));
}

tl::expected<void, Fault> read_context(const Value& value, std::string_view source, Context& context) {
  if (!value.is_object())
    return wrong("data-type-mismatch", "`context` is an object of condition keys", "/context");
  for (const auto& [name, item, span] : value.as_object()) {
    std::string path = fmt::format("/context/{}", name);
    if (context.find(name)) {
      return wrong("duplicate-keys-with-different-case",
                   fmt::format("`{}` differs from another key only by case", name), path);
    }
    constexpr std::string_view kWanted = "is a string, a number, a boolean or a list of these";
    if (!item.is_array()) {
      auto text = scalar(item, source);
      if (!text)
        return wrong("data-type-mismatch", fmt::format("`{}` {}, not {}", name, kWanted, item.type_name()),
                     path);
      context.set(name, *text);
      continue;
    }
    std::vector<std::string> values;
    for (const auto& element : item.as_array()) {
      auto text = scalar(element, source);
      if (!text) return wrong("data-type-mismatch", fmt::format("`{}` {}", name, kWanted), path);
      values.push_back(*text);
    }
    context.set_list(name, std::move(values));
  }
  return {};
}

std::optional<std::string> action_mistake(std::string_view action) {
  size_t colon = action.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == action.size()) {
    return fmt::format("action `{}` is not of the form `service:Name`", action);
  }
  if (find_wildcard(action) != std::string_view::npos) {
    return fmt::format("action `{}` has a wildcard: a request is for one action", action);
  }
  return std::nullopt;
}

// What the context tells of the caller beyond its name: a session's ARN lacks the role's path, and no ARN
// holds the unique id.
void add_identity(const Context& context, Principal& caller) {
  auto single = [&](std::string_view key) -> std::string {
    const Context::Entry* entry = context.find(key);
    return entry && entry->values.size() == 1 ? entry->values[0] : "";
  };
  if (caller.type == PrincipalType::role_session && caller.role_arn.empty()) {
    std::string role_arn = single("aws:PrincipalArn");
    auto role = split_arn(role_arn);
    auto session = split_arn(caller.arn);
    if (role && (*role)[5].starts_with("role/") && (*role)[4] == caller.account) {
      std::string_view name = (*role)[5].substr((*role)[5].rfind('/') + 1);
      std::string begin = fmt::format("assumed-role/{}/", name);
      if ((*session)[5].starts_with(begin)) caller.role_arn = role_arn;
    }
  }
  if (caller.role_arn.find(":role/aws-service-role/") != std::string::npos) caller.service_linked = true;
  std::string id = single("aws:userid");
  if (caller.type == PrincipalType::role_session) id = id.substr(0, id.find(':'));
  if (caller.unique_id.empty() && id.starts_with("A")) caller.unique_id = id;
}

tl::expected<void, Fault> read_resources(const Value* value, std::vector<std::string>& out) {
  constexpr std::string_view kWanted = "`resource` is an ARN, `*`, or a list of these";
  auto add = [&](const Value& item) {
    if (item.is_string() && !item.as_string().empty()) out.push_back(item.as_string());
    return item.is_string() && !item.as_string().empty();
  };
  if (!value || value->is_null()) {
    out.emplace_back("*");  // rule 11
  } else if (value->is_array()) {
    for (const auto& item : value->as_array()) {
      if (!add(item)) return wrong("data-type-mismatch", std::string(kWanted), "/resource");
    }
  } else {
    add(*value);
  }
  if (out.empty()) return wrong("data-type-mismatch", std::string(kWanted), "/resource");
  return {};
}

tl::expected<std::string, Fault> text(const Value& object, std::string_view name, bool required) {
  const Value* value = object.find(name);
  std::string path = fmt::format("/{}", name);
  if (!value || value->is_null()) {
    if (!required) return "";
    return wrong(fmt::format("missing-{}", name), fmt::format("the request has no `{}`", name), "");
  }
  if (value->is_string()) return value->as_string();
  return wrong("data-type-mismatch", fmt::format("`{}` is a string, not {}", name, value->type_name()), path);
}

tl::expected<void, Fault> check_members(const Value& request) {
  static const std::vector<std::string> kMembers = {"principal",       "action",  "resource",
                                                    "resourceAccount", "context", "roleArn",
                                                    "uniqueId",        "userArn", "canonicalId"};
  for (const auto& member : request.as_object()) {
    if (std::find(kMembers.begin(), kMembers.end(), member.name) != kMembers.end()) continue;
    auto near = base::did_you_mean(member.name, kMembers);
    return wrong("unknown-member",
                 fmt::format("unknown member `{}` of the request{}", member.name,
                             near ? fmt::format(", did you mean `{}`?", *near) : ""),
                 "/" + member.name);
  }
  return {};
}

// The account that owns a resource stands in most ARNs; where it does not, it is the caller's.
std::string account_in(std::string_view resource) {
  auto arn = split_arn(resource);
  return arn && base::is_account_id((*arn)[4]) ? std::string((*arn)[4]) : "";
}

}  // namespace

ResourcePolicyKind resource_policy_kind(std::string_view action, std::string_view resource) {
  auto arn = split_arn(resource);
  if (!arn) return ResourcePolicyKind::ordinary;
  std::string service = base::lower(action.substr(0, action.find(':')));
  std::string_view owner = (*arn)[2], name = (*arn)[5];
  if (service == "sts" && owner == "iam" && name.starts_with("role/")) return ResourcePolicyKind::trust;
  if (service == "kms" && owner == "kms" && name.starts_with("key/")) return ResourcePolicyKind::key;
  return ResourcePolicyKind::ordinary;
}

tl::expected<std::vector<Request>, Fault> read_requests(const Value& value, std::string_view source) {
  if (!value.is_object()) return wrong("data-type-mismatch", "`request` is an object", "");
  TRY(check_members(value));
  Request out;
  auto principal = parse_principal(TRY(text(value, "principal", true)));
  if (!principal) return wrong("invalid-principal-format", principal.error().message, "/principal");
  out.principal = *principal;
  out.action = base::trim(TRY(text(value, "action", true)));
  if (auto mistake = action_mistake(out.action)) return wrong("invalid-action", *mistake, "/action");
  std::vector<std::string> resources;
  TRY(read_resources(value.find("resource"), resources));
  out.resource_account = TRY(text(value, "resourceAccount", false));
  if (!out.resource_account.empty() && !base::is_account_id(out.resource_account)) {
    return wrong("invalid-account", "`resourceAccount` is twelve digits", "/resourceAccount");
  }
  if (const Value* context = value.find("context"); context && !context->is_null()) {
    TRY(read_context(*context, source, out.context));
  }
  if (auto role = TRY(text(value, "roleArn", false)); !role.empty()) out.principal.role_arn = role;
  out.principal.unique_id = TRY(text(value, "uniqueId", false));
  out.principal.user_arn = TRY(text(value, "userArn", false));
  out.principal.canonical_id = TRY(text(value, "canonicalId", false));
  add_identity(out.context, out.principal);
  std::vector<Request> all(resources.size(), out);
  for (size_t i = 0; i < all.size(); ++i) {
    all[i].resource = resources[i];
    if (out.resource_account.empty()) all[i].resource_account = account_in(resources[i]);
    add_principal_keys(all[i]);
  }
  return all;
}

tl::expected<Question, Fault> read_question(std::string_view text, LayersReader& layers, std::string& id) {
  auto members = json::slices(text);
  if (!members || base::trim(text).starts_with('[')) {
    return fault("json", "json-syntax-error", "a JSON object was expected", "");
  }
  Question out;
  std::string_view request, policies;
  for (const auto& [name, value] : *members) {
    if (name == "id") {
      auto parsed = json::parse(value);
      if (!parsed) return fault("json", "json-syntax-error", parsed.error().message, "/id");
      id = out.id = json::dump(*parsed);
    }
    std::string_view& wanted = name == "policies" ? policies : request;
    if (name != "policies" && name != "request") continue;
    if (!wanted.empty()) return fault("json", "duplicate-name", fmt::format("`{}` stands twice", name), "");
    wanted = value;
  }
  if (request.empty()) return fault("request", "missing-request", "there is no `request`", "");
  auto parsed = json::parse(request);
  if (!parsed) return fault("request", "json-syntax-error", parsed.error().message, "/request");
  out.requests = TRY(read_requests(*parsed, request));
  auto kind = resource_policy_kind(out.requests[0].action, out.requests[0].resource);
  out.layers = TRY(layers.read(policies.empty() || policies == "null" ? "{}" : policies, kind));
  return out;
}

}  // namespace policy
