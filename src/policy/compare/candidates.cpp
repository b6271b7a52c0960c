#include "policy/compare/candidates.h"

#include <algorithm>

#include "policy/ask/caller.h"
#include "policy/match/pattern.h"
#include "policy/match/relation.h"
#include "policy/match/values.h"

namespace policy {
namespace {

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

std::string with_partition(std::string_view arn) {
  std::string known(arn);
  if (size_t at = known.find(kPartition); at != std::string::npos)
    known.replace(at, kPartition.size(), "aws");
  return known;
}

// A resource's pattern as a document of its version means it, with `kVariableText` for each variable, or with
// its default.
Tokens resource_tokens(std::string_view written, bool has_variables, bool with_default) {
  std::string full(written);
  size_t colons = static_cast<size_t>(std::count(full.begin(), full.end(), ':'));
  for (; full.starts_with("arn:") && colons < 5; ++colons) full += ":*";
  size_t at = 0;
  for (size_t seen = 0; at < full.size() && seen < 5; ++at) seen += full[at] == ':';
  Tokens out = tokenize(std::string_view(full).substr(0, at));
  TokenizedText rest =
      tokenize_with_variables(std::string_view(full).substr(at), {true, has_variables, false});
  for (Token token : rest.tokens) {
    if (token < kVariable) {
      out += token;
      continue;
    }
    const auto& fallback = rest.variables[token - kVariable].fallback;
    out += tokenize(with_default && fallback ? std::string_view(*fallback) : kVariableText, false);
  }
  return out;
}

// A template's region and account are fields, its other parts what the service's names are.
Tokens template_tokens(std::string_view arn, const ResourceArns& arns) {
  constexpr Token kField[] = {kFieldByte, kFieldRun}, kAnything[] = {kAnyByte, kAnyRun};
  std::string known = with_partition(arn);
  size_t at = 0;
  for (int seen = 0; at < known.size() && seen < 5; ++at) seen += known[at] == ':';
  return tokenize_template(std::string_view(known).substr(0, at), TokensView(kField, 2)) +
         arns.pattern(std::string_view(known).substr(at), TokensView(kAnything, 2));
}

}  // namespace

bool may_meet(std::string_view pattern, std::string_view arn) {
  constexpr Token kAnything[] = {kAnyByte, kAnyRun};
  return overlap(tokenize_template(with_partition(arn), TokensView(kAnything, 2)),
                 tokenize_template(pattern, TokensView(kAnything + 1, 1)));
}

CandidateResources::CandidateResources(const std::vector<const Document*>& documents, const Catalog& catalog)
    : catalog_(catalog) {
  for (const Document* document : documents) {
    for (const auto& statement : document->statements) {
      for (const auto& resource : statement.resources) {
        for (bool with_default : {false, true}) {
          add_once(patterns_, resource_tokens(resource.value, document->has_variables, with_default));
        }
        has_variables_ |= document->has_variables && resource.value.find("${") != std::string::npos;
      }
    }
  }
}

const ResourceArns& CandidateResources::arns_of(std::string_view service) {
  auto known = arns_.find(service);
  if (known != arns_.end()) return known->second;
  return arns_.emplace(service, ResourceArns(catalog_.types_of(*catalog_.service(service)))).first->second;
}

const CandidateTexts& CandidateResources::of_type(const Catalog::ResourceType& type,
                                                  std::string_view service) {
  auto [known, is_new] = of_types_.try_emplace(type.index);
  CandidateTexts& out = known->second;
  if (!is_new) return out;
  for (std::string_view arn : templates_of(type)) {
    Tokens form = template_tokens(arn, arns_of(service));
    std::vector<TextPattern> patterns = {{form, false, true}};
    for (const Tokens& pattern : patterns_) {
      // What matches all resources of the type, or none, tells none of them apart.
      if (!covers(pattern, form) && overlap(form, pattern)) patterns.push_back({pattern, false, false});
    }
    add_once(out.texts, example_of(arn));
    if (patterns.size() == 1) continue;
    Atoms found = atoms(patterns);
    out.is_complete &= found.is_complete;
    for (std::string& text : found.texts) add_once(out.texts, std::move(text));
  }
  return out;
}

CandidateTexts CandidateResources::of(const std::string& action) {
  CandidateTexts out;
  out.is_complete = !has_variables_;
  auto known = catalog_.action(action);
  auto types = known ? catalog_.resources_of(*known) : std::vector<Catalog::ResourceType>();
  bool is_free = !known;  // nobody knows what its resources look like
  for (const auto& type : types) {
    if (type.arn.empty()) {
      is_free = true;  // another service's
    } else {
      const CandidateTexts& found = of_type(type, known->service);
      out.is_complete &= found.is_complete;
      for (const std::string& text : found.texts) add_once(out.texts, text);
    }
  }
  if (types.empty()) out.texts.emplace_back("*");
  if (is_free) {
    std::vector<TextPattern> patterns;
    for (const Tokens& pattern : patterns_) patterns.push_back({pattern, false, false});
    Atoms found = atoms(patterns);
    out.is_complete &= found.is_complete;
    for (std::string& text : found.texts) add_once(out.texts, std::move(text));
  }
  if (out.texts.size() > kMaxResources) {
    out.texts.resize(kMaxResources);
    out.is_complete = false;
  }
  return out;
}

namespace {

// `arn:aws:iam::A:role/PATH/NAME` -> a session of it.
std::string session_of(std::string_view role) {
  auto arn = split_arn(role);
  if (!arn || !(*arn)[5].starts_with("role/")) return "";
  std::string_view name = (*arn)[5].substr((*arn)[5].rfind('/') + 1);
  return "arn:" + std::string((*arn)[1]) + ":sts::" + std::string((*arn)[4]) + ":assumed-role/" +
         std::string(name) + "/example";
}

}  // namespace

std::vector<Principal> candidate_principals(const std::vector<const Document*>& documents) {
  std::vector<std::string> names;
  std::vector<Principal> out;
  bool any = false;
  for (const Document* document : documents) {
    for (const auto& statement : document->statements) {
      any |= statement.has_principal;
      for (const auto& principal : statement.principals) {
        add_once(names, principal.text.value);
        if (std::string session = session_of(principal.text.value); !session.empty())
          add_once(names, session);
        if (principal.key != PrincipalKey::canonical_user) continue;
        Principal& owner = out.emplace_back(*parse_principal("arn:aws:iam::222222222222:user/example"));
        owner.canonical_id = principal.text.value;
      }
    }
  }
  add_once(names, std::string("arn:aws:iam::111122223333:user/example"));
  if (any) {
    add_once(names, std::string("arn:aws:iam::999999999999:user/stranger"));
    add_once(names, std::string("example.amazonaws.com"));
    add_once(names, std::string("anonymous"));
  }
  for (std::string name : names) {
    // An account stands for its principals, whose own policies allow them everything.
    if (name.ends_with(":root")) name = name.substr(0, name.size() - 4) + "user/example";
    if (auto principal = parse_principal(name)) out.push_back(*principal);
  }
  return out;
}

}  // namespace policy
