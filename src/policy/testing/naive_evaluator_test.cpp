#include "policy/testing/naive_evaluator.h"

#include <algorithm>

#include "policy/testing/naive_parts.h"

namespace policy::naive {
namespace {

using json::Value;

std::vector<std::string> list(const Value* value) {
  std::vector<std::string> out;
  if (!value) return out;
  auto text = [](const Value& item) { return item.is_string() ? item.as_string() : json::dump(item); };
  if (!value->is_array()) return {text(*value)};
  for (const auto& item : value->as_array()) out.push_back(text(item));
  return out;
}

// One statement or a list of them.
json::Array statements(const Value& document) {
  const Value* value = document.find("Statement");
  return value->is_array() ? value->as_array() : json::Array{*value};
}

struct Naive {
  const Request& r;
  const Layers& l;
  PrincipalType type = r.principal.type;

  bool owns_policies() const {
    return type == PrincipalType::user || type == PrincipalType::role_session ||
           type == PrincipalType::federated_user;
  }
  bool is_root() const { return type == PrincipalType::root; }
  bool has_account() const { return owns_policies() || is_root(); }
  bool federated() const { return type == PrincipalType::web_identity || type == PrincipalType::saml; }
  std::string resource_account() const {
    return r.resource_account.empty() ? r.principal.account : r.resource_account;
  }

  // Rule 8.
  bool action_in(const std::vector<std::string>& patterns) const {
    for (std::string pattern : patterns) {
      while (pattern.starts_with(' ')) pattern.erase(0, 1);
      while (pattern.ends_with(' ')) pattern.pop_back();
      if (glob(expand(lower(pattern), false, true, r.context)->c_str(), lower(r.action).c_str())) return true;
    }
    return false;
  }

  // Rules 9 to 11 and 30.
  bool resource_in(const std::vector<std::string>& patterns, bool variables) const {
    for (std::string pattern : patterns) {
      if (pattern.starts_with("arn:")) {
        while (std::count(pattern.begin(), pattern.end(), ':') < 5) pattern += ":*";
      }
      size_t at = 0;
      for (int i = 0; i < 5; ++i) {
        at = pattern.find(':', at);
        if (at == std::string::npos) break;
        ++at;
      }
      if (at == std::string::npos) at = pattern.size();
      auto head = expand(pattern.substr(0, at), false, true, r.context);
      auto tail = expand(pattern.substr(at), variables, true, r.context);
      if (tail && glob((*head + *tail).c_str(), r.resource.c_str())) return true;
    }
    return false;
  }

  // Rules 14 to 19: how `entry` of `kind` names the caller: "", account, behind (role or user of a session), self, all.
  std::string named_by(const std::string& kind, const std::string& entry) const {
    const Principal& p = r.principal;
    if (entry == "*") return "all";
    if (kind == "Service") return type == PrincipalType::service && p.service == entry ? "self" : "";
    if (kind == "Federated") {
      bool foreign = entry.starts_with("arn:") && !resource_account().empty() &&
                     entry.find("::" + resource_account() + ":") == std::string::npos;
      return federated() && p.arn == entry && !foreign ? "self" : "";
    }
    if (!has_account()) return "";
    if (kind == "CanonicalUser") return p.canonical_id == entry ? "account" : "";
    if (entry == p.account || entry == "arn:aws:iam::" + p.account + ":root")
      return "account";  // all are of `aws`
    if (entry == p.unique_id) return type == PrincipalType::user ? "self" : "behind";
    if (type == PrincipalType::user) return entry == p.arn ? "self" : "";
    if (type == PrincipalType::federated_user)
      return entry == p.arn ? "self" : entry == p.user_arn ? "behind" : "";
    if (type != PrincipalType::role_session) return "";
    if (entry == p.role_arn) return "behind";
    if (entry == p.arn) return p.arn.find(":role/") != std::string::npos ? "behind" : "self";
    // A session whose role is not known: compare the account and the role's name.
    std::string role = p.arn.substr(p.arn.find('/') + 1);
    role = role.substr(0, role.find('/'));
    bool same = p.role_arn.empty() && entry.starts_with("arn:aws:iam::" + p.account + ":role/") &&
                p.arn.find(":assumed-role/") != std::string::npos &&
                entry.substr(entry.rfind('/') + 1) == role;
    return same ? "behind" : "";
  }

  std::vector<std::string> names(const Value& principal) const {
    std::vector<std::string> out;
    if (principal.is_string()) return {named_by("", principal.as_string())};
    for (const auto& member : principal.as_object()) {
      for (const auto& entry : list(&member.value)) out.push_back(named_by(member.name, entry));
    }
    return out;
  }

  static bool has(const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  }

  // "" if the statement's principals leave the caller out, else the strongest name.
  std::string principal(const Value& statement, bool allow) const {
    const Value* named = statement.find("Principal");
    const Value* excepted = statement.find("NotPrincipal");
    if (!named && !excepted) return "all";
    auto found = names(named ? *named : *excepted);
    if (named) {
      if (has(found, "all") && !(allow && federated())) return "all";
      for (const char* name : {"self", "behind", "account"}) {
        if (has(found, name)) return name;
      }
      return "";
    }
    bool any = std::any_of(found.begin(), found.end(), [](const auto& name) { return !name.empty(); });
    if (allow) return any ? "" : "all";
    if (l.boundary && owns_policies()) return "all";  // rule 20
    if (has(found, "all")) return "";
    bool account = !has_account() || has(found, "account");
    bool in_session =
        type == PrincipalType::federated_user || r.principal.arn.find(":assumed-role/") != std::string::npos;
    bool behind = (!in_session && type != PrincipalType::role_session) || has(found, "behind");
    bool self = is_root() || (type == PrincipalType::role_session && !in_session) || has(found, "self");
    return account && behind && self ? "" : "all";
  }

  bool conditions_hold(const Value& statement, bool variables, bool allow) const {
    const Value* condition = statement.find("Condition");
    if (!condition) return true;
    for (const auto& op : condition->as_object()) {
      for (const auto& key : op.value.as_object()) {
        if (!condition_holds(op.name, key.name, list(&key.value), variables, allow, r.context)) return false;
      }
    }
    return true;
  }

  // The strongest name under which a statement with this effect applies; "" if none does.
  std::string applies(const Value& document, const std::string& effect) const {
    bool variables = document.string_or("Version", "") == "2012-10-17";
    std::string best;
    for (const auto& s : statements(document)) {
      if (s.string_or("Effect", "") != effect) continue;
      bool action =
          s.find("Action") ? action_in(list(s.find("Action"))) : !action_in(list(s.find("NotAction")));
      bool resource = s.find("Resource")      ? resource_in(list(s.find("Resource")), variables)
                      : s.find("NotResource") ? !resource_in(list(s.find("NotResource")), variables)
                                              : true;
      std::string name = principal(s, effect == "Allow");
      if (!action || !resource || name.empty() || !conditions_hold(s, variables, effect == "Allow")) continue;
      static const std::vector<std::string> kOrder = {"", "account", "behind", "self", "all"};
      auto rank = [](const std::string& n) {
        return std::find(kOrder.begin(), kOrder.end(), n) - kOrder.begin();
      };
      if (rank(name) > rank(best)) best = name;
    }
    return best;
  }
  bool any(const Documents& documents, const std::string& effect) const {
    return std::any_of(documents.begin(), documents.end(),
                       [&](const auto& d) { return !applies(d, effect).empty(); });
  }

  bool under_rcps() const {
    std::string service = lower(r.action.substr(0, r.action.find(':')));
    return !r.principal.service_linked &&
           (service == "s3" || service == "sts" || service == "kms" || service == "sqs");
  }
  // Rule 46.
  bool owned_by_aws() const {
    std::string action = lower(r.action);
    if (action.starts_with("kms:")) {
      return action.ends_with("alias") && r.resource.starts_with("arn:aws:kms:") &&
             r.resource.find(":alias/aws/") != std::string::npos;
    }
    for (const char* reading : {"iam:get", "iam:list", "iam:generate", "iam:simulate"}) {
      if (action.starts_with(reading)) return false;
    }
    bool aws_policy = r.resource.starts_with("arn:aws:iam::aws:policy/");
    bool reserved = r.resource.starts_with("arn:aws:iam::") &&
                    r.resource.find(":role/aws-reserved/") != std::string::npos;
    return action.starts_with("iam:") && (aws_policy || reserved);
  }
  bool under_scps() const { return has_account() && !r.principal.service_linked; }

  std::optional<Layer> denied() const {
    for (const auto& level : l.scps) {
      if (under_scps() && any(level, "Deny")) return Layer::scp;
    }
    for (const auto& level : l.rcps) {
      if (under_rcps() && any(level, "Deny")) return Layer::rcp;
    }
    if (any(l.endpoint, "Deny")) return Layer::endpoint;
    if (l.resource && !applies(*l.resource, "Deny").empty()) return Layer::resource;
    if (!owns_policies()) return std::nullopt;
    if (any(l.identity, "Deny")) return Layer::identity;
    if (l.boundary && !applies(*l.boundary, "Deny").empty()) return Layer::boundary;
    if (l.session && any(*l.session, "Deny")) return Layer::session;
    return std::nullopt;
  }

  std::pair<Outcome, Layer> decide() const {
    constexpr auto kAllowed = Outcome::allowed;
    constexpr auto kImplicit = Outcome::implicit_deny;
    if (has_account() && lower(r.action) == "sts:getcalleridentity") return {kAllowed, Layer::none};
    if (auto layer = denied()) return {Outcome::explicit_deny, *layer};
    if (owned_by_aws()) return {kImplicit, Layer::none};
    for (const auto& level : l.scps) {
      if (under_scps() && !any(level, "Allow")) return {kImplicit, Layer::scp};
    }
    if (!l.endpoint.empty() && !any(l.endpoint, "Allow")) return {kImplicit, Layer::endpoint};
    std::string by = l.resource ? applies(*l.resource, "Allow") : "";
    if (!has_account()) return {by.empty() ? kImplicit : kAllowed, Layer::resource};

    bool identity = is_root() || any(l.identity, "Allow");
    bool boundary = is_root() || !l.boundary || !applies(*l.boundary, "Allow").empty();
    bool session = is_root() || !l.session || any(*l.session, "Allow");
    bool same_account = resource_account() == r.principal.account;
    bool closed = l.resource_kind == ResourcePolicyKind::trust ||
                  (l.resource_kind == ResourcePolicyKind::key && l.resource) || !same_account;
    if (closed && by.empty()) return {kImplicit, Layer::resource};
    if (same_account && (by == "all" || by == "self")) return {kAllowed, Layer::resource};
    bool outruns_identity = same_account && by == "behind";
    if (!outruns_identity && !identity) return {kImplicit, Layer::identity};
    if (!boundary) return {kImplicit, Layer::boundary};
    if (!session) return {kImplicit, Layer::session};
    return {kAllowed, outruns_identity ? Layer::resource : is_root() ? Layer::root : Layer::identity};
  }
};

}  // namespace

std::pair<Outcome, Layer> evaluate(const Request& request, const Layers& layers) {
  return Naive{request, layers}.decide();
}

}  // namespace policy::naive
