#include "policy/catalog/generate.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "policy/catalog/expand.h"
#include "policy/decide/compiled.h"
#include "policy/match/values.h"

namespace policy {
namespace {

// The last part of an ARN's resource as `*`: arn:aws:s3:::b/k -> arn:aws:s3:::b/*, ...:table/t -> ...:table/*.
std::string any_name(const std::string& arn) {
  size_t fifth = 0;
  for (int colons = 0; colons < 5; ++colons) {
    fifth = arn.find(':', fifth);
    if (fifth == std::string::npos) return arn;
    ++fifth;
  }
  size_t last = arn.find_last_of("/:");
  // A bucket or a queue is its whole resource: any of them would be too much.
  return last < fifth ? arn : arn.substr(0, last + 1) + "*";
}

std::string any_account(const std::string& arn) {
  auto fields = split_arn(arn);
  if (!fields) return arn;
  auto open = [](std::string_view field) { return field.empty() ? std::string() : std::string("*"); };
  return fmt::format("arn:{}:{}:{}:{}:{}", (*fields)[1], (*fields)[2], open((*fields)[3]), open((*fields)[4]),
                     (*fields)[5]);
}

// Text of a request as a pattern that matches it: its wildcards and `${` stand for themselves.
std::string literal(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '*' || c == '?' || c == '$') {
      out += fmt::format("${{{}}}", c);
    } else {
      out += c;
    }
  }
  return out;
}

std::string pattern_of(const std::string& resource, const Generalization& how) {
  if (resource == "*") return resource;
  std::string out = literal(resource);
  if (how.accounts) out = any_account(out);
  return how.names ? any_name(out) : out;
}

using KeyAndValues = std::pair<std::string, std::vector<std::string>>;  // a key and what it had
using Conditions = std::vector<KeyAndValues>;

Conditions conditions_of(const RecordedCall& call, const Generalization& how) {
  Conditions out;
  for (const auto& key : how.conditions) {
    const Context::Entry* entry = call.context.find(key);
    if (entry && !entry->values.empty()) out.emplace_back(key, entry->values);
  }
  return out;
}

std::vector<WrittenCondition> written(const Conditions& conditions, const Catalog& catalog) {
  std::vector<WrittenCondition> out;
  for (const auto& [key, values] : conditions) {
    auto known = catalog.key(key);
    bool is_list = values.size() > 1 || (known && known->is_list);
    WrittenCondition condition{{is_list ? "ForAllValues:StringEquals" : "StringEquals", {}}, {key, {}}, {}};
    for (const auto& value : values) condition.values.push_back({literal(value), {}});
    out.push_back(std::move(condition));
    // ForAllValues holds without the key.
    if (is_list) out.push_back({{"Null", {}}, {key, {}}, {{"false", {}}}});
  }
  return out;
}

// `S3Read`, `S3Read2`: the service and what its actions do.
class Names {
 public:
  explicit Names(const Catalog& catalog) : catalog_(catalog) {}

  std::string next(const std::string& action) {
    std::string service = action.substr(0, action.find(':')), name;
    for (char c : service) {
      if (c != '-') name += c;
    }
    if (!name.empty()) name[0] = static_cast<char>(std::toupper(name[0]));
    if (auto known = catalog_.action(action)) {
      name += known->levels & Catalog::kPermissions ? "Permissions"
              : known->levels & Catalog::kTagging   ? "Tag"
              : known->levels & Catalog::kWrite     ? "Write"
              : known->levels & Catalog::kRead      ? "Read"
                                                    : "List";
    }
    size_t number = ++used_[name];
    return number == 1 ? name : fmt::format("{}{}", name, number);
  }

 private:
  const Catalog& catalog_;
  std::map<std::string, size_t> used_;
};

Request request_of(const RecordedCall& call) {
  Request out;
  out.principal.type = PrincipalType::user;
  out.principal.arn = "arn:aws:iam::111122223333:user/recorded";
  out.principal.account = "111122223333";
  out.action = call.action;
  out.resource = call.resource;
  out.context = call.context;
  return out;
}

// What is authorized of the calls: an API operation's actions, and an action that works on no resource on
// `*`, whatever was recorded for it (rule 11).
std::vector<RecordedCall> as_authorized(const std::vector<RecordedCall>& calls, const Catalog& catalog) {
  std::vector<RecordedCall> out;
  for (const auto& call : calls) {
    std::vector<Catalog::Action> actions = catalog.actions_of_operation(call.action);
    if (auto known = catalog.action(call.action)) actions = {*known};
    if (actions.empty()) out.push_back(call);
    for (const auto& action : actions) {
      RecordedCall& one = out.emplace_back(call);
      one.action = action.full_name();
      if (catalog.resources_of(action).empty()) one.resource = "*";
    }
  }
  return out;
}

class Generator {
 public:
  Generator(const std::vector<RecordedCall>& calls, const Generalization& how, const Catalog& catalog)
      : calls_(as_authorized(calls, catalog)), how_(how), catalog_(catalog) {}

  Generated run() {
    write_statements();
    drop_needless();
    trace();
    find_needed();
    return std::move(out_);
  }

 private:
  // Actions with the same resources and conditions share a statement, if they are of one service.
  void write_statements() {
    std::map<std::pair<std::string, Conditions>, std::set<std::string>>
        resources;  // by action and conditions
    for (const auto& call : calls_) {
      resources[{call.action, conditions_of(call, how_)}].insert(pattern_of(call.resource, how_));
    }
    using Group = std::tuple<std::string, std::set<std::string>, Conditions>;
    std::map<Group, std::vector<std::string>> groups;
    for (const auto& [asked, of_it] : resources) {
      std::string service = asked.first.substr(0, asked.first.find(':'));
      groups[{service, of_it, asked.second}].push_back(asked.first);
    }
    Names names(catalog_);
    out_.document.has_version = out_.document.has_variables = true;
    for (const auto& [group, actions] : groups) {
      WrittenStatement statement;
      statement.allow = true;
      statement.sid = names.next(actions.front());
      statement.has_resource = true;
      for (auto& action : how_.actions ? shrink_actions(actions, catalog_) : actions) {
        statement.actions.push_back({action, {}});
      }
      for (const auto& resource : std::get<1>(group)) statement.resources.push_back({resource, {}});
      statement.conditions = written(std::get<2>(group), catalog_);
      out_.document.statements.push_back(std::move(statement));
    }
  }

  Document without(size_t number) const {
    Document out = out_.document;
    out.statements.erase(out.statements.begin() + static_cast<ptrdiff_t>(number));
    return out;
  }

  bool allows_all(const Document& document) const {
    Layers layers;
    layers.identity = {std::make_shared<const Policy>(document, Kind::identity, "")};
    return std::all_of(calls_.begin(), calls_.end(),
                       [&](const auto& call) { return evaluate(request_of(call), layers).allowed(); });
  }

  // Generalization may make a statement cover what another one was written for.
  void drop_needless() {
    for (size_t i = out_.document.statements.size(); i-- > 0;) {
      Document rest = without(i);
      if (allows_all(rest)) out_.document = std::move(rest);
    }
  }

  void trace() {
    for (const auto& statement : out_.document.statements) {
      Document alone = out_.document;
      alone.statements = {statement};
      Layers layers;
      layers.identity = {std::make_shared<const Policy>(alone, Kind::identity, "")};
      auto& lines = out_.calls.emplace_back();
      for (const auto& call : calls_) {
        bool noted = !lines.empty() && lines.back() == call.line;
        if (!noted && evaluate(request_of(call), layers).allowed()) lines.push_back(call.line);
      }
    }
  }

  void find_needed() {
    std::set<std::string> needed;
    for (const auto& call : calls_) {
      auto action = catalog_.action(call.action);
      if (!action) continue;
      for (const auto& dependent : catalog_.needed_by(*action)) {
        std::string name = dependent.action.full_name();
        bool recorded = std::any_of(calls_.begin(), calls_.end(), [&](const auto& other) {
          return base::equal_ignoring_case(other.action, name);
        });
        if (!recorded)
          needed.insert(
              fmt::format("{} for {} (needed by {})", name, dependent.service, action->full_name()));
      }
    }
    out_.needed.assign(needed.begin(), needed.end());
  }

  std::vector<RecordedCall> calls_;
  const Generalization& how_;
  const Catalog& catalog_;
  Generated out_;
};

}  // namespace

Generated generate(const std::vector<RecordedCall>& calls, const Generalization& how,
                   const Catalog& catalog) {
  return Generator(calls, how, catalog).run();
}

}  // namespace policy
