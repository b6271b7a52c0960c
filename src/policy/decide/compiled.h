// A policy made ready for evaluation.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/document.h"
#include "policy/match/condition.h"
#include "policy/match/pattern.h"
#include "policy/match/principal.h"

namespace policy {

// The action of a request, in lower case.
struct LoweredAction {
  explicit LoweredAction(std::string_view lowered);
  std::string_view text;
  uint64_t service = 0;  // hash of what stands before the colon
};

// Patterns of actions, found by service: a list of a thousand actions costs a request one search and a few comparisons.
class ActionList {
 public:
  ActionList() = default;
  explicit ActionList(const std::vector<Text>& written);
  bool contains(const LoweredAction& action) const;

 private:
  struct Service {
    uint64_t hash;
    uint32_t begin, end;  // in patterns_
  };
  bool any_of(uint32_t begin, uint32_t end, std::string_view action) const;

  std::vector<Service> services_;  // by hash
  std::vector<Glob> patterns_;     // those without a plain service first
  uint32_t wild_ = 0;              // how many of them there are
};

struct CompiledStatement {
  bool allow = false;
  bool not_action = false, not_resource = false, not_principal = false;
  bool has_resource = false, has_principal = false;
  ActionList actions;
  std::vector<Pattern> resources;
  Principals principals;
  std::vector<Condition> conditions;
  std::string name;   // its Sid, or "statement N"
  size_t number = 0;  // place in the document, from 0

  bool fits_action(const LoweredAction& action) const { return actions.contains(action) != not_action; }
  bool fits_resource(std::string_view resource, const Context& context) const;
  bool fits_conditions(const Context& context) const;
};

class Policy {
 public:
  Policy(Document document, Kind kind, std::string name);

  const std::string& name() const { return name_; }
  Kind kind() const { return kind_; }
  const Document& document() const { return document_; }
  std::span<const CompiledStatement> denies() const { return {statements_.data(), denies_}; }
  std::span<const CompiledStatement> allows() const { return std::span(statements_).subspan(denies_); }
  const CompiledStatement& statement(size_t number) const;  // by its place in the document

 private:
  void add_statements(bool allow);

  Document document_;
  Kind kind_;
  std::string name_;
  std::vector<CompiledStatement> statements_;  // the denies first
  size_t denies_ = 0;
};

}  // namespace policy
