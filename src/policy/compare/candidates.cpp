#include "policy/compare/candidates.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "policy/ask/caller.h"
#include "policy/match/condition.h"
#include "policy/match/relation.h"
#include "policy/match/values.h"

namespace policy {
namespace {

constexpr size_t kMaxPerKey = 16;
constexpr size_t kMaxResources = 64;

constexpr std::string_view kPartition = "${Partition}";

template <typename T>
void add_once(std::vector<T>& list, T value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(std::move(value));
}

// arn:${Partition}:s3:::${BucketName}/${ObjectName} -> arn:aws:s3:::example/example
std::string example_of(std::string_view arn) {
  std::string out;
  while (true) {
    size_t begin = arn.find("${");
    out += arn.substr(0, begin);
    if (begin == std::string_view::npos) return out;
    size_t end = arn.find('}', begin);
    if (end == std::string_view::npos) return out;
    std::string_view name = arn.substr(begin + 2, end - begin - 2);
    out += name == "Partition" ? "aws"
           : name == "Region"  ? "us-east-1"
           : name == "Account" ? "111122223333"
                               : "example";
    arn.remove_prefix(end + 1);
  }
}

// The same with `?*` for what may be anything; of a policy, `*` for its variables.
Tokens opened(std::string_view text, std::string_view wild) {
  std::string known(text);
  if (size_t at = known.find(kPartition); at != std::string::npos)
    known.replace(at, kPartition.size(), "aws");
  return tokenize_template(known, tokenize(wild));
}

// A text that a pattern matches, with a readable filling.
std::string filled(std::string_view pattern) {
  std::string out;
  for (Token token : opened(pattern, "*")) {
    if (token == kAnyRun) {
      out += "example";
    } else {
      out += token == kAnyByte ? 'x' : static_cast<char>(token);
    }
  }
  return out;
}

void add_values(const Operator& op, const std::string& value, CandidateKey& to) {
  auto add = [&](std::string text) { add_once(to.values, std::vector<std::string>{std::move(text)}); };
  switch (op.comparison) {
    case Comparison::numeric:
      add(value);
      if (auto number = base::parse_int(value)) {
        add(std::to_string(*number + 1));
        add(std::to_string(*number - 1));
      }
      break;
    case Comparison::date:
      if (auto time = parse_date(value)) {
        for (int64_t delta : {-1, 0, 1}) add(std::to_string(*time / 1000 + delta));
      }
      break;
    case Comparison::ip:
      if (auto range = IpRange::parse(value)) {
        auto [first, last] = range->ends();
        for (const IpRange& address : {first, last, first.before(), last.after()}) add(address.text());
      }
      break;
    case Comparison::boolean:
    case Comparison::null:
      add("true");
      add("false");
      break;
    default:
      add(op.wildcards || op.comparison == Comparison::arn ? filled(value) : value);
      add(op.comparison == Comparison::arn ? "arn:aws:example:::other" : "other");
      if (op.quantifier != Quantifier::none) add_once(to.values, {filled(value), "other"});
  }
}

}  // namespace

bool may_meet(std::string_view pattern, std::string_view arn) {
  return overlap(opened(arn, "?*"), opened(pattern, "*"));
}

namespace {

// Resources of one of the types that match the pattern and a later one.
void add_common(const std::vector<std::string>& patterns, size_t first,
                const std::vector<Catalog::ResourceType>& types, std::vector<std::string>& out) {
  for (size_t i = first + 1; i < patterns.size() && out.size() < kMaxResources; ++i) {
    std::string common;
    if (!common_text(opened(patterns[first], "*"), opened(patterns[i], "*"), common)) continue;
    bool is_one = std::any_of(types.begin(), types.end(), [&](const Catalog::ResourceType& type) {
      return matches(opened(type.arn, "?*"), common);
    });
    if (is_one) add_once(out, std::move(common));
  }
}

// Texts that match two of the patterns of a key.
void add_common(const std::vector<std::string>& patterns, CandidateKey& to) {
  for (size_t i = 0; i < patterns.size(); ++i) {
    for (size_t j = i + 1; j < patterns.size() && to.values.size() < kMaxPerKey; ++j) {
      std::string common;
      if (!common_text(opened(patterns[i], "*"), opened(patterns[j], "*"), common)) continue;
      add_once(to.values, std::vector<std::string>{std::move(common)});
    }
  }
}

}  // namespace

std::vector<std::string> candidate_resources(const std::vector<const Document*>& documents,
                                             const Catalog& catalog, const std::string& action) {
  std::vector<std::string> out, patterns;
  for (const Document* document : documents) {
    for (const auto& statement : document->statements) {
      for (const auto& resource : statement.resources) add_once(patterns, resource.value);
    }
  }
  auto known = catalog.action(action);
  auto types = known ? catalog.resources_of(*known) : std::vector<Catalog::ResourceType>();
  for (const auto& type : types) {
    if (type.arn.empty()) continue;
    std::string example = example_of(type.arn);
    for (const auto& pattern : patterns) {
      Tokens tokens = opened(pattern, "*");
      std::string common;
      if (matches(tokens, example) || !common_text(opened(type.arn, "?*"), tokens, common)) continue;
      add_once(out, std::move(common));
    }
    add_once(out, std::move(example));
    if (out.size() > kMaxResources) break;
  }
  if (types.empty()) {
    out.emplace_back("*");
    for (const auto& pattern : patterns) {
      if (!known) add_once(out, filled(pattern));
    }
  }
  // What two patterns have in common tells them apart, too.
  for (size_t i = 0; i < patterns.size() && out.size() < kMaxResources; ++i) {
    if (!types.empty()) add_once(out, filled(patterns[i]));
    add_common(patterns, i, types, out);
  }
  return out;
}

std::vector<CandidateKey> candidate_keys(const std::vector<const Document*>& documents) {
  std::vector<CandidateKey> out;
  std::map<std::string, std::vector<std::string>> patterns;  // by key, as it is in `out`
  for (const Document* document : documents) {
    for (const auto& statement : document->statements) {
      for (const auto& condition : statement.conditions) {
        auto at = std::find_if(out.begin(), out.end(), [&](const auto& known) {
          return base::equal_ignoring_case(known.key, condition.key.value);
        });
        if (at == out.end()) at = out.insert(out.end(), CandidateKey{condition.key.value, {{}}});
        auto op = Operator::parse(condition.operator_name.value);
        for (const auto& value : condition.values) {
          if (at->values.size() < kMaxPerKey) add_values(*op, value.value, *at);
          if (op->wildcards || op->comparison == Comparison::arn) add_once(patterns[at->key], value.value);
        }
      }
    }
  }
  for (auto& key : out) add_common(patterns[key.key], key);
  return out;
}

std::vector<Principal> candidate_principals(const std::vector<const Document*>& documents) {
  std::vector<std::string> names;
  bool any = false;
  for (const Document* document : documents) {
    for (const auto& statement : document->statements) {
      any |= statement.has_principal;
      for (const auto& principal : statement.principals) add_once(names, principal.text.value);
    }
  }
  add_once(names, std::string("arn:aws:iam::111122223333:user/example"));
  if (any) {
    add_once(names, std::string("arn:aws:iam::999999999999:user/stranger"));
    add_once(names, std::string("anonymous"));
  }
  std::vector<Principal> out;
  for (std::string name : names) {
    // An account stands for its principals, whose own policies allow them everything.
    if (name.ends_with(":root")) name = name.substr(0, name.size() - 4) + "user/example";
    if (auto principal = parse_principal(name)) out.push_back(*principal);
  }
  return out;
}

}  // namespace policy
