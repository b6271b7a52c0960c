// The reader of policy documents: parse.cpp holds documents and statements, parse_elements.cpp what a
// statement holds.
#pragma once

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "policy/check.h"
#include "policy/condition.h"
#include "policy/document.h"

namespace policy {

// AWS's answer where it has no better one.
inline constexpr std::string_view kSyntaxErrors = "Syntax errors in policy.";

class Reader {
 public:
  // With Size::any a document is only asked about, not stored: a partial wildcard in a principal is then the
  // literal that it means (rule 15).
  Reader(std::string_view source, Kind kind, Size size, base::Diagnostics& diagnostics)
      : source_(source), kind_(kind), size_(size), diagnostics_(diagnostics) {}

  void read(const json::Value& root);
  Document take() { return std::move(document_); }

 private:
  void error(std::string id, base::Span span, std::string what, std::string_view answer = kSyntaxErrors);
  void mistake(std::string id, base::Span span, const std::optional<Mistake>& mistake);
  void read_version(const json::Value& root);
  void read_statement(const json::Value& value);
  void read_sid(const json::Value& value, WrittenStatement& statement);
  void read_effect(const json::Value& object, WrittenStatement& statement);
  void read_actions(const json::Value& object, WrittenStatement& statement);
  void read_resources(const json::Value& object, WrittenStatement& statement);
  void read_principals(const json::Value& object, WrittenStatement& statement);
  void read_principal_map(const json::Value& value, WrittenStatement& statement);
  void read_conditions(const json::Value& value, WrittenStatement& statement);
  void read_condition_keys(const json::Member& block, WrittenStatement& statement);
  void read_condition_values(const json::Value& value, const Operator& op, WrittenCondition& condition);
  void check_organization_statement(const WrittenStatement& statement);

  // Exactly one, or none, of an element and its negation; which one, or nullptr.
  const json::Value* one_of(const json::Value& object, std::string_view name, bool& negated);
  std::vector<Text> strings(const json::Value& value, std::string_view element);
  void check_names(const json::Value& object, std::string_view what,
                   std::initializer_list<std::string_view> known);

  std::string_view source_;
  Kind kind_;
  Size size_;
  base::Diagnostics& diagnostics_;
  Document document_;
  std::set<std::string> sids_;
};

// A document and the JSON that it was read from.
struct ReadDocument {
  std::unique_ptr<json::Value> root;  // nullptr: no JSON
  std::optional<Document> document;   // nullopt: an error
};

// What is wrong goes to `found`, without paths.
ReadDocument read(std::string_view source, Kind kind, Size size, base::Diagnostics& found);

void add_with_paths(const base::Diagnostics& found, std::string_view source, const json::Value* root,
                    base::Diagnostics& to);

}  // namespace policy
