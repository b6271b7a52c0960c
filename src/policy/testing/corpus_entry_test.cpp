#include "policy/testing/corpus_entry.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "base/file.h"
#include "base/yaml.h"
#include "policy/ask/caller.h"
#include "policy/document.h"
#include "tests/source_dir.h"

namespace policy {
namespace {

using json::Value;

Value document(const Value& value) {
  if (value.is_object() && value.find("Statement")) {
    json::Object document = value.as_object();
    if (!document.contains("Version") && !document.contains("Id") && document.size() == 1) {
      document.set("Version", "2012-10-17");
    }
    return document;
  }
  bool is_document = value.is_object() && value.find("Version");
  if (is_document) return value;
  return json::Object{{"Version", "2012-10-17"}, {"Statement", value}};
}

Value each(const Value& value, Value (*make)(const Value&)) {
  if (!value.is_array()) return json::Array{make(value)};
  json::Array out;
  for (const auto& item : value.as_array()) out.push_back(make(item));
  return out;
}

Value documents(const Value& value) {
  return each(value, document);
}

Value statement(std::string_view effect, const Value* condition) {
  json::Object out{{"Effect", effect}, {"Action", "*"}, {"Resource", "*"}};
  out.set_if("Condition", condition);
  return document(out);
}

void add_context(const Value& from, Context& context) {
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

// What is asked for where neither entry nor case says it; the kind of resource policy follows from it.
std::string_view usual_action(const Value& entry) {
  return entry.find("trust") ? "sts:AssumeRole" : entry.find("key") ? "kms:Decrypt" : "s3:GetObject";
}
std::string_view usual_resource(const Value& entry) {
  if (entry.find("trust")) return "arn:aws:iam::111122223333:role/r";
  return entry.find("key") ? "arn:aws:kms:eu-west-3:111122223333:key/k" : "arn:aws:s3:::b/k";
}

}  // namespace

CorpusEntry::CorpusEntry(const Value& entry) : entry_(entry) {
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
  if (const Value* kind = entry.find("kind")) add_sized(kind->as_string());
  if (const Value* text = entry.find("text")) compiled(text->as_string(), Kind::identity);
}

Request CorpusEntry::request(const Value& change) const {
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
  request.action = field("action", usual_action(entry_));
  request.resource = change.string_or("resource", entry_.string_or("resource_arn", usual_resource(entry_)));
  request.resource_account = field("resourceAccount", "");
  add_context(entry_, request.context);
  add_context(change, request.context);
  add_principal_keys(request);
  return request;
}

std::string CorpusEntry::question(const Value& change) const {
  json::Object request{{"principal", "arn:aws:iam::111122223333:user/ann"},
                       {"action", usual_action(entry_)},
                       {"resource", usual_resource(entry_)}};
  json::Object context;
  for (const Value* from : {&entry_, &change}) {
    for (std::string_view name :
         {"principal", "roleArn", "userArn", "uniqueId", "canonicalId", "action", "resourceAccount"}) {
      request.set_if(name, from->find(name));
    }
    const Value* keys = from->find("context");
    if (!keys) continue;
    for (const auto& member : keys->as_object()) context.set(member.name, member.value);
  }
  request.set_if("resource", entry_.find("resource_arn"));
  request.set_if("resource", change.find("resource"));
  request.set("context", context);

  json::Object policies;
  const Value* allow = entry_.find("condition");
  const Value* deny = entry_.find("deny_when");
  if (allow || deny) {
    policies.set("identity", json::Array{statement("Allow", allow)});
    if (deny) policies["identity"].as_array().push_back(statement("Deny", deny));
  }
  for (std::string_view name : {"identity", "session", "endpoint"}) {
    if (const Value* list = entry_.find(name)) policies.set(name, documents(*list));
  }
  for (std::string_view name : {"boundary", "resource", "trust", "key"}) {
    const Value* one = entry_.find(name);
    if (one && !one->is_null()) policies.set(name == "boundary" ? name : "resource", document(*one));
  }
  for (std::string_view name : {"scps", "rcps"}) {
    if (const Value* levels = entry_.find(name)) policies.set(name, each(*levels, documents));
  }
  return json::dump(json::Object{{"id", 1}, {"request", request}, {"policies", policies}});
}

PolicyPtr CorpusEntry::compiled(std::string_view text, Kind kind) {
  base::Diagnostics diagnostics;
  bool only_asked = entry_.find("only_asked") != nullptr;
  PolicyPtr policy = compile(text, kind, diagnostics, "p", only_asked ? Size::any : Size::limited);
  if (!policy && error_.empty()) error_ = diagnostics.list().at(0).id;
  return policy;
}

// Rule 6: a document of exactly that size, as far as white space does not count.
void CorpusEntry::add_sized(std::string_view name) {
  static const std::map<std::string_view, Kind> kKinds = {{"managed", Kind::managed},
                                                          {"user_inline", Kind::user_inline},
                                                          {"group_inline", Kind::group_inline},
                                                          {"role_inline", Kind::role_inline},
                                                          {"trust", Kind::trust},
                                                          {"session", Kind::session},
                                                          {"scp", Kind::scp},
                                                          {"rcp", Kind::rcp},
                                                          {"endpoint", Kind::endpoint},
                                                          {"resource", Kind::resource}};
  std::string statement = R"("Effect":"Deny",)";
  Kind kind = kKinds.at(name);
  if (names_principals(kind)) statement += R"("Principal":{"AWS":"*"},)";
  if (kind != Kind::trust) statement += R"("Resource":"*",)";
  std::string begin = R"({"Statement":{)" + statement + R"("Action":"sts:)", end = "\"}}";
  size_t size = static_cast<size_t>(entry_.int_or("size", 0)) - begin.size() - end.size();
  std::string spaces(static_cast<size_t>(entry_.int_or("spaces", 0)), ' ');
  compiled(begin + std::string(size, 'x') + end + spaces, kind);
}

void CorpusEntry::add_conditions() {
  const Value* allow = entry_.find("condition");
  const Value* deny = entry_.find("deny_when");
  if (allow || deny) {
    layers_.identity.push_back(compiled(json::dump(statement("Allow", allow)), Kind::identity));
  }
  if (deny) layers_.identity.push_back(compiled(json::dump(statement("Deny", deny)), Kind::identity));
}

void CorpusEntry::add_all(const Value& value, Kind kind, std::vector<PolicyPtr>& out) {
  if (!value.is_array()) {
    out.push_back(compiled(json::dump(document(value)), kind));
    return;
  }
  for (const auto& item : value.as_array()) out.push_back(compiled(json::dump(document(item)), kind));
}

void CorpusEntry::add_list(std::string_view name, Kind kind, std::vector<PolicyPtr>& out) {
  if (const Value* value = entry_.find(name)) add_all(*value, kind, out);
}

void CorpusEntry::add_one(std::string_view name, Kind kind, PolicyPtr& out) {
  const Value* value = entry_.find(name);
  if (value && !value->is_null()) out = compiled(json::dump(document(*value)), kind);
}

void CorpusEntry::add_levels(std::string_view name, Kind kind, std::vector<std::vector<PolicyPtr>>& out) {
  const Value* value = entry_.find(name);
  if (!value) return;
  for (const auto& level : value->as_array()) add_all(level, kind, out.emplace_back());
}

void for_each_corpus_entry(const std::function<void(const Value& entry)>& run) {
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
      run(entry);
    }
  }
}

}  // namespace policy
