// The reader of policy documents: parse.cpp holds documents and statements, parse_elements.cpp what a statement holds.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json_nodes.h"
#include "policy/document.h"
#include "policy/match/condition.h"
#include "policy/read/check.h"

namespace policy {

// AWS's answer where it has no better one.
inline constexpr std::string_view kSyntaxErrors = "Syntax errors in policy.";

class Reader {
 public:
  // With Size::any a document is only asked about, not stored: a partial wildcard in a principal is then the
  // literal that it means (rule 15).
  Reader(Kind kind, Size size, base::Diagnostics& diagnostics)
      : kind_(kind), size_(size), diagnostics_(diagnostics) {}

  void read(const json::Node& root);
  Document take() { return std::move(document_); }

 private:
  void error(std::string id, base::Span span, std::string what, std::string_view answer = kSyntaxErrors);
  void mistake(std::string_view id, base::Span span, const std::optional<Mistake>& mistake);
  void read_version(const json::Node* version);
  void read_statement(const json::Node& value);
  void read_sid(const json::Node& value, WrittenStatement& statement);
  void read_effect(const json::Node* effect, WrittenStatement& statement);
  void read_actions(const json::Node* value, WrittenStatement& statement);
  void read_resources(const json::Node* value, WrittenStatement& statement);
  void read_principals(const json::Node* value, WrittenStatement& statement);
  void read_principal_map(const json::Node& value, WrittenStatement& statement);
  void read_conditions(const json::Node& value, WrittenStatement& statement);
  void read_condition_keys(const json::Node& block, const Operator& op, WrittenStatement& statement);
  void read_condition_values(const json::Node& value, const Operator& op, WrittenCondition& condition);
  void check_organization_statement(const WrittenStatement& statement);
  void check_unique_sids();
  void check_controls(const WrittenStatement& statement);
  // A list without anything in it, which nobody can store.
  bool is_refused_as_empty(const json::Node& value) const {
    return size_ == Size::limited && value.is_array() && value.count() == 0;
  }
  // False if the variables of a text have a mistake that it cannot be read with, which is then reported under
  // `id` if it has no name of its own.
  bool check_variables(std::string_view text, base::Span span, std::string_view element, std::string_view id);

  // The values of an object's members in the order of `names`, nullptr for an absent one; a member of any
  // other name is an error.
  template <size_t N>
  std::array<const json::Node*, N> elements(const json::Node& object, std::string_view what,
                                            const std::array<std::string_view, N>& names) {
    std::array<const json::Node*, N> found = {};
    for (const json::Node& member : object) {
      auto at = std::find(names.begin(), names.end(), member.name);
      if (at == names.end()) {
        unknown_element(member, what, names);
      } else {
        found[static_cast<size_t>(at - names.begin())] = &member;
      }
    }
    return found;
  }
  void unknown_element(const json::Node& member, std::string_view what,
                       std::span<const std::string_view> names);

  // An element or its negation, or nullptr; both are an error.
  const json::Node* one_of(const json::Node* plain, const json::Node* inverse, std::string_view name,
                           bool& negated);
  std::vector<Text> strings(const json::Node& value, std::string_view element);
  void check_case(const json::Node& object, std::string_view what);

  Kind kind_;
  Size size_;
  base::Diagnostics& diagnostics_;
  Document document_;
  std::vector<std::pair<std::string_view, base::Span>> sids_;
};

// A document and the JSON that it was read from, whose texts are views of its source.
struct ReadDocument {
  std::optional<json::Nodes> nodes;  // nullopt: no JSON
  std::optional<Document> document;  // nullopt: an error
};

// What is wrong goes to `found`, without paths.
ReadDocument read(std::string_view source, Kind kind, Size size, base::Diagnostics& found);

void add_with_paths(const base::Diagnostics& found, std::string_view source,
                    const std::optional<json::Nodes>& nodes, base::Diagnostics& to);

}  // namespace policy
