// Runs corpus/*.yaml. Each entry is
//
//   rule: number of the rule in docs/policy-semantics.md
//   name: what it shows
//   identity, boundary, session, resource, trust, key, endpoint, scps, rcps: documents; one statement, or a
//   list of
//     them, stands for a whole document of Version 2012-10-17
//   principal, roleArn, userArn, uniqueId, canonicalId, resourceAccount, action, resource_arn, context: the
//   request cases: changes to the request, and `expect: OUTCOME [LAYER]` error: instead of cases, the id of
//   the error that the documents have
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>

#include "base/file.h"
#include "base/text.h"
#include "base/yaml.h"
#include "policy/caller.h"
#include "policy/explain.h"

namespace policy {
namespace {

using json::Value;

std::string document_text(const Value& value) {
  if (value.is_object() && value.find("Statement")) {
    json::Object document = value.as_object();
    if (!document.contains("Version") && !document.contains("Id") && document.size() == 1) {
      document.set("Version", "2012-10-17");
    }
    return json::dump(document);
  }
  bool is_document = value.is_object() && value.find("Version");
  return json::dump(is_document ? value
                                : Value(json::Object{{"Version", "2012-10-17"}, {"Statement", value}}));
}

class Entry {
 public:
  explicit Entry(const Value& entry) : entry_(entry) {
    add_conditions();
    add_list("identity", Kind::identity, layers_.identity);
    add_list("endpoint", Kind::endpoint, layers_.endpoint);
    if (const Value* session = entry.find("session")) {
      layers_.session.emplace();
      add_all(*session, Kind::session, *layers_.session);
    }
    add_one("boundary", Kind::boundary, layers_.boundary);
    add_one("resource", Kind::resource, layers_.resource);
    add_one("trust", Kind::trust, layers_.resource);
    add_one("key", Kind::resource, layers_.resource);
    if (entry.find("trust")) layers_.resource_kind = ResourcePolicyKind::trust;
    if (entry.find("key")) layers_.resource_kind = ResourcePolicyKind::key;
    add_levels("scps", Kind::scp, layers_.scps);
    add_levels("rcps", Kind::rcp, layers_.rcps);
    if (const Value* text = entry.find("text")) compiled(text->as_string(), Kind::identity);
  }

  const std::string& error() const { return error_; }
  const Layers& layers() const { return layers_; }

  Request request(const Value& change) const {
    auto field = [&](std::string_view name, std::string_view fallback) {
      return std::string(change.string_or(name, entry_.string_or(name, fallback)));
    };
    Request request;
    auto principal = parse_principal(field("principal", "arn:aws:iam::111122223333:user/ann"));
    EXPECT_TRUE(principal);
    request.principal = *principal;
    if (auto arn = field("roleArn", ""); !arn.empty()) request.principal.role_arn = arn;
    request.principal.user_arn = field("userArn", "");
    request.principal.unique_id = field("uniqueId", "");
    request.principal.canonical_id = field("canonicalId", "");
    request.action = field("action", "s3:GetObject");
    request.resource = change.string_or("resource", entry_.string_or("resource_arn", "arn:aws:s3:::b/k"));
    request.resource_account = field("resourceAccount", "");
    add_context(entry_, request.context);
    add_context(change, request.context);
    add_principal_keys(request);
    return request;
  }

 private:
  static void add_context(const Value& from, Context& context) {
    const Value* keys = from.find("context");
    if (!keys) return;
    for (const auto& member : keys->as_object()) {
      if (member.value.is_string()) {
        context.set(member.name, member.value.as_string());
        continue;
      }
      std::vector<std::string> values;
      for (const auto& item : member.value.as_array()) values.push_back(item.as_string());
      context.set_list(member.name, values);
    }
  }

  PolicyPtr compiled(std::string_view text, Kind kind) {
    base::Diagnostics diagnostics;
    PolicyPtr policy = compile(text, kind, diagnostics, "p");
    if (!policy && error_.empty()) error_ = diagnostics.list().at(0).id;
    return policy;
  }

  void add_conditions() {
    auto statement = [](std::string_view effect, const Value* condition) {
      json::Object out{{"Effect", effect}, {"Action", "*"}, {"Resource", "*"}};
      out.set_if("Condition", condition);
      return document_text(Value(out));
    };
    const Value* allow = entry_.find("condition");
    const Value* deny = entry_.find("deny_when");
    if (allow || deny) layers_.identity.push_back(compiled(statement("Allow", allow), Kind::identity));
    if (deny) layers_.identity.push_back(compiled(statement("Deny", deny), Kind::identity));
  }

  void add_all(const Value& value, Kind kind, std::vector<PolicyPtr>& out) {
    if (!value.is_array()) {
      out.push_back(compiled(document_text(value), kind));
      return;
    }
    for (const auto& item : value.as_array()) out.push_back(compiled(document_text(item), kind));
  }
  void add_list(std::string_view name, Kind kind, std::vector<PolicyPtr>& out) {
    if (const Value* value = entry_.find(name)) add_all(*value, kind, out);
  }
  void add_one(std::string_view name, Kind kind, PolicyPtr& out) {
    const Value* value = entry_.find(name);
    if (value && !value->is_null()) out = compiled(document_text(*value), kind);
  }
  void add_levels(std::string_view name, Kind kind, std::vector<std::vector<PolicyPtr>>& out) {
    const Value* value = entry_.find(name);
    if (!value) return;
    for (const auto& level : value->as_array()) add_all(level, kind, out.emplace_back());
  }

  const Value& entry_;
  Layers layers_;
  std::string error_;
};

std::string_view short_name(Layer layer) {
  static const std::map<Layer, std::string_view> kNames = {
      {Layer::identity, "identity"}, {Layer::resource, "resource"}, {Layer::boundary, "boundary"},
      {Layer::session, "session"},   {Layer::scp, "scp"},           {Layer::rcp, "rcp"},
      {Layer::endpoint, "endpoint"}, {Layer::root, "root"},         {Layer::none, "none"}};
  return kNames.at(layer);
}

using Outcomes = std::map<int64_t, std::set<std::string>>;  // of each rule

void run_entry(const Value& entry, Outcomes& outcomes) {
  Entry subject(entry);
  int64_t rule = entry.int_or("rule", 0);
  EXPECT_EQ(subject.error(), entry.string_or("error", ""));
  if (!subject.error().empty()) outcomes[rule].insert("error");
  const Value* cases = entry.find("cases");
  if (!cases || !subject.error().empty()) return;
  for (const auto& change : cases->as_array()) {
    Request request = subject.request(change);
    Decision decision = evaluate(request, subject.layers());
    std::string expected(change.string_or("expect", ""));
    std::string actual(outcome_name(decision.outcome));
    outcomes[rule].insert(actual);
    if (expected.find(' ') != std::string::npos) actual += fmt::format(" {}", short_name(decision.layer));
    EXPECT_EQ(actual, expected) << json::dump(change) << "\n" << explain(request, subject.layers());
    bool can_be_allowed = decision.layer != Layer::none;
    if (can_be_allowed) {
      EXPECT_EQ(changes_to_allow(request, subject.layers()).empty(), decision.allowed())
          << json::dump(change);
    }
  }
}

TEST(Corpus, EveryCaseIsDecidedAsExpectedAndEveryRuleBothWays) {
  Outcomes outcomes;
  std::string folder = std::string(SLIPWAY_SOURCE_DIR) + "/src/policy/corpus";
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    auto text = base::read_file(file.path());
    ASSERT_TRUE(text);
    base::Diagnostics diagnostics(file.path(), *text);
    auto entries = yaml::parse(*text, diagnostics);
    ASSERT_TRUE(entries) << diagnostics.render();
    for (const auto& entry : entries->as_array()) {
      SCOPED_TRACE(fmt::format("{}:{}: {}", file.path().filename().string(), entry.span.line,
                               entry.string_or("name", "?")));
      run_entry(entry, outcomes);
    }
  }
  for (int64_t rule = 1; rule <= 50; ++rule) {
    if (rule == 6) continue;  // sizes: see parse_test.cpp
    EXPECT_GE(outcomes[rule].size(), 2u) << "rule " << rule << " is shown one way only";
  }
}

}  // namespace
}  // namespace policy
