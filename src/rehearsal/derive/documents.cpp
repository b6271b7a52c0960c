#include "rehearsal/derive/documents.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <numeric>

#include "policy/policy.h"

namespace rehearsal {
namespace {

using json::Array;
using json::Object;
using json::Value;

std::string service_of(std::string_view action) {
  return std::string(action.substr(0, action.find(':')));
}

// One text alone, several as a list.
Value texts(const std::set<std::string>& all) {
  if (all.size() == 1) return *all.begin();
  return Array(all.begin(), all.end());
}

Object conditions_object(const std::vector<Condition>& conditions) {
  Object object;
  for (const Condition& each : conditions) {
    if (!object.contains(each.comparison)) object.set(each.comparison, Object());
    Value values = each.values.size() == 1 ? Value(each.values.front())
                                           : Value(Array(each.values.begin(), each.values.end()));
    object.find(each.comparison)->as_object().set(each.key, std::move(values));
  }
  return object;
}

Object statement(const std::set<std::string>& actions, const std::set<std::string>& resources,
                 const std::vector<Condition>& conditions) {
  Object object{{"Effect", "Allow"}, {"Action", texts(actions)}, {"Resource", texts(resources)}};
  if (!conditions.empty()) object.set("Condition", conditions_object(conditions));
  return object;
}

// Exactly these grants in fewer statements: actions are put together where resource and conditions are the same, and
// then resources where actions and conditions are.
std::vector<Object> statements(const std::vector<const Grant*>& grants) {
  using Conditions = std::vector<Condition>;
  std::map<std::tuple<std::string, std::string, Conditions>, std::set<std::string>> actions;
  for (const Grant* each : grants)
    actions[{service_of(each->action), each->resource, each->conditions}].insert(each->action);
  std::map<std::tuple<std::string, std::set<std::string>, Conditions>, std::set<std::string>> resources;
  for (const auto& [key, names] : actions)
    resources[{std::get<0>(key), names, std::get<2>(key)}].insert(std::get<1>(key));
  std::vector<Object> all;
  for (const auto& [key, arns] : resources)
    all.push_back(statement(std::get<1>(key), arns, std::get<2>(key)));
  return all;
}

// Sids are letters and digits: `CreateIam2`.
std::string sid(Phase phase, const Object& statement, size_t number) {
  const Value& action = *statement.find("Action");
  std::string service =
      service_of(action.is_string() ? action.as_string() : action.as_array()[0].as_string());
  std::string name;
  for (std::string word : {std::string(phase_name(phase)), service}) {
    std::erase_if(word, [](unsigned char c) { return !std::isalnum(c); });
    word[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(word[0])));
    name += word;
  }
  return fmt::format("{}{}", name, number);
}

Value document(Array statements) {
  return Object{{"Version", "2012-10-17"}, {"Statement", std::move(statements)}};
}

bool fits(const Value& document) {
  return policy::document_size(json::dump(document), policy::Kind::managed) <= kMaxDocument;
}

std::vector<Value> numbered(Phase phase, std::vector<Object> statements) {
  std::vector<Value> all;
  for (Object& each : statements) {
    Object named{{"Sid", sid(phase, each, all.size() + 1)}};
    for (json::Member& member : each) named.append(std::move(member));
    all.emplace_back(std::move(named));
  }
  return all;
}

// The statements of each document, in their order: each goes where there is room for it, the largest first, since IAM
// counts documents.
std::vector<Array> packed(const std::vector<Value>& statements) {
  std::vector<size_t> by_size(statements.size());
  std::iota(by_size.begin(), by_size.end(), 0);
  std::stable_sort(by_size.begin(), by_size.end(), [&](size_t one, size_t other) {
    return json::dump(statements[one]).size() > json::dump(statements[other]).size();
  });
  auto of = [&](const std::set<size_t>& places) {
    Array filled;
    for (size_t place : places) filled.push_back(statements[place]);
    return filled;
  };
  std::vector<std::set<size_t>> documents;
  for (size_t each : by_size) {
    auto roomy = std::find_if(documents.begin(), documents.end(), [&](std::set<size_t> places) {
      places.insert(each);
      return fits(document(of(places)));
    });
    if (roomy == documents.end()) roomy = documents.insert(roomy, std::set<size_t>());
    roomy->insert(each);
  }
  std::sort(documents.begin(), documents.end());
  std::vector<Array> filled;
  for (const std::set<size_t>& each : documents) filled.push_back(of(each));
  return filled;
}

Value in_partition(const Value& value, const std::string& partition) {
  constexpr std::string_view kPlain = "arn:aws:";
  if (value.is_string() && value.as_string().starts_with(kPlain))
    return "arn:" + partition + ":" + value.as_string().substr(kPlain.size());
  if (value.is_array()) {
    Array all;
    for (const Value& each : value.as_array()) all.push_back(in_partition(each, partition));
    return all;
  }
  if (!value.is_object()) return value;
  Object object;
  for (const json::Member& each : value.as_object())
    object.append({each.name, in_partition(each.value, partition)});
  return object;
}

}  // namespace

Object statement_of(const Grant& grant) {
  return statement({grant.action}, {grant.resource}, grant.conditions);
}

std::string partition_of(std::string_view region) {
  if (region.starts_with("cn-")) return "aws-cn";
  return region.starts_with("us-gov-") ? "aws-us-gov" : "aws";
}

std::vector<PolicyDocument> documents_of(const std::vector<Grant>& grants, const std::string& cluster,
                                         const std::string& partition) {
  std::vector<PolicyDocument> documents;
  for (Phase phase : kPhases) {
    std::vector<const Grant*> of_phase;
    for (const Grant& each : grants)
      if (each.phase() == phase) of_phase.push_back(&each);
    std::vector<Array> filled = packed(numbered(phase, statements(of_phase)));
    for (size_t number = 0; number < filled.size(); ++number) {
      std::string name = fmt::format("slipway-{}-{}", cluster, phase_name(phase));
      if (number > 0) name += fmt::format("-{}", number + 1);
      documents.push_back(
          {std::move(name), phase, in_partition(document(std::move(filled[number])), partition)});
    }
  }
  return documents;
}

Policies policies_of(const std::vector<PolicyDocument>& documents) {
  Policies policies;
  for (const PolicyDocument& each : documents) policies.push_back({each.phase, json::dump(each.document)});
  return policies;
}

}  // namespace rehearsal
