// The reader of policy documents: parse.cpp holds documents and statements, parse_elements.cpp what a
// statement holds.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
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

  // The texts of `root` move into the document; its names and Sids stay.
  void read(json::Value& root);
  Document take() { return std::move(document_); }

 private:
  void error(std::string id, base::Span span, std::string what, std::string_view answer = kSyntaxErrors);
  void mistake(std::string_view id, base::Span span, const std::optional<Mistake>& mistake);
  void read_version(const json::Value* version);
  void read_statement(json::Value& value);
  void read_sid(const json::Value& value, WrittenStatement& statement);
  void read_effect(const json::Value* effect, WrittenStatement& statement);
  void read_actions(json::Value* value, WrittenStatement& statement);
  void read_resources(json::Value* value, WrittenStatement& statement);
  void read_principals(json::Value* value, WrittenStatement& statement);
  void read_principal_map(json::Value& value, WrittenStatement& statement);
  void read_conditions(json::Value& value, WrittenStatement& statement);
  void read_condition_keys(json::Member& block, const Operator& op, WrittenStatement& statement);
  void read_condition_values(json::Value& value, const Operator& op, WrittenCondition& condition);
  void check_organization_statement(const WrittenStatement& statement);
  void check_unique_sids();

  // The values of an object's members in the order of `names`, nullptr for an absent one; a member of any
  // other name is an error.
  template <size_t N>
  std::array<json::Value*, N> elements(json::Value& object, std::string_view what,
                                       const std::array<std::string_view, N>& names) {
    std::array<json::Value*, N> found = {};
    for (auto& member : object.as_object()) {
      auto at = std::find(names.begin(), names.end(), member.name);
      if (at == names.end()) {
        unknown_element(member, what, names);
      } else {
        found[static_cast<size_t>(at - names.begin())] = &member.value;
      }
    }
    return found;
  }
  void unknown_element(const json::Member& member, std::string_view what,
                       std::span<const std::string_view> names);

  // An element or its negation, or nullptr; both are an error.
  json::Value* one_of(json::Value* plain, json::Value* inverse, std::string_view name, bool& negated);
  std::vector<Text> strings(json::Value& value, std::string_view element);
  void check_case(const json::Object& object, std::string_view what);

  std::string_view source_;
  Kind kind_;
  Size size_;
  base::Diagnostics& diagnostics_;
  Document document_;
  std::vector<std::pair<std::string_view, base::Span>> sids_;
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
