#include "policy/lint/strangers.h"

#include <algorithm>

#include "base/text.h"
#include "policy/catalog/claims.h"
#include "policy/lint/subject_form.h"

namespace policy {
namespace {

constexpr std::string_view kSomebody = "someone-else";
constexpr std::string_view kAudienceClaims[] = {"aud", "oaud", "azp", "app_id", "client_id"};
constexpr Token kAnything[] = {kAnyRun};

bool is_audience(std::string_view claim) {
  return std::find(std::begin(kAudienceClaims), std::end(kAudienceClaims), claim) !=
         std::end(kAudienceClaims);
}

// Keys, not of the token, that whoever calls chooses as well.
bool is_chosen(std::string_view key) {
  std::string lowered = base::lower(key);
  return lowered.starts_with("sts:") || lowered.starts_with("aws:requesttag/") || lowered == "aws:tagkeys" ||
         lowered == "aws:useragent" || lowered == "aws:referer" || lowered == "aws:securetransport" ||
         lowered == "aws:currenttime" || lowered == "aws:epochtime";
}

// The statement alone, as a document.
Document alone(const WrittenStatement& statement) {
  Document out;
  out.has_version = out.has_variables = true;
  out.statements.push_back(statement);
  return out;
}

}  // namespace

Strangers::Strangers(const WrittenStatement& written, const CompiledStatement& compiled,
                     const Catalog& catalog, std::string_view url, const Issuer& issuer)
    : written_(written), compiled_(compiled), url_(url), issuer_(issuer), claims_(claims_of(catalog, url)) {
  for (size_t i = 0; i < written.conditions.size(); ++i) {
    std::string_view key = written.conditions[i].key.value;
    auto known = std::find_if(asked_.begin(), asked_.end(),
                              [&](const Asked& asked) { return base::equal_ignoring_case(asked.key, key); });
    if (known != asked_.end()) {
      known->conditions.push_back(i);
      continue;
    }
    bool is_of_issuer = key.size() > url.size() && key[url.size()] == ':' &&
                        base::equal_ignoring_case(key.substr(0, url.size()), url);
    auto claim = is_of_issuer ? key.substr(url.size() + 1) : std::string_view();
    asked_.push_back({key, {i}, claim});  // views of `written`
  }
  Document document = alone(written);
  candidates_ = candidate_keys({&document});
}

// None: the claim says nothing about whose the token is.
std::vector<std::string_view> Strangers::forms_of(std::string_view claim) const {
  if (claim == "sub") return {issuer_.subjects.begin(), issuer_.subjects.end()};
  std::vector<std::string_view> out;
  for (const Claim& known : issuer_.claims) {
    if (known.name == claim) out.push_back(known.form);
  }
  return out;
}

Tokens Strangers::wanted(const WrittenCondition& condition, const std::string& value) const {
  auto op = Operator::parse(condition.operator_name.value);
  if (op->comparison == Comparison::string && !op->wildcards) return tokenize(value, false);
  return tokenize_template(value, TokensView(kAnything, 1));
}

// Somebody whom no condition names, and those whom a wildcard leaves open.
std::vector<std::string> Strangers::owners() const {
  std::vector<std::string> out = {std::string(kSomebody)};
  for (const Asked& asked : asked_) {
    for (std::string_view form : forms_of(asked.claim)) {
      for (size_t i : asked.conditions) {
        for (const Text& value : written_.conditions[i].values) {
          auto found = SubjectForm(form).parts_of("owner", wanted(written_.conditions[i], value.value));
          if (found.size() > 1) out.insert(out.end(), found.begin() + 1, found.end());
        }
      }
    }
  }
  return out;
}

// What others can make of a key that is theirs to choose.
std::vector<Strangers::Values> Strangers::candidates_of(const Asked& asked) const {
  std::vector<Values> out = {{}};
  for (const CandidateKey& candidate : candidates_) {
    if (!base::equal_ignoring_case(candidate.key, asked.key)) continue;
    out.insert(out.end(), candidate.values.begin(), candidate.values.end());
  }
  return out;
}

std::vector<Strangers::Values> Strangers::values_of(const Asked& asked, std::string_view owner) const {
  if (asked.claim.empty()) {
    if (is_chosen(asked.key)) return candidates_of(asked);
    if (base::equal_ignoring_case(asked.key, "aws:SourceIp"))
      return {{"198.51.100.77"}, {"2001:db8:ffff::77"}};
    return {{}, {std::string(kSomebody)}};
  }
  auto forms = forms_of(asked.claim);
  if (forms.empty()) {
    bool is_generic = is_audience(asked.claim) || asked.claim == "amr";
    bool is_key = std::find(claims_.begin(), claims_.end(), asked.claim) != claims_.end();
    if (is_generic || is_key) return candidates_of(asked);
    return {{}};  // STS makes no key of it
  }
  std::vector<Values> out;
  for (std::string_view form : forms) {
    SubjectForm subject(form);
    for (size_t i : asked.conditions) {
      for (const Text& value : written_.conditions[i].values) {
        if (auto text = subject.text_of(owner, wanted(written_.conditions[i], value.value)))
          out.push_back({*text});
      }
    }
    if (auto text = subject.text_of(owner, TokensView(kAnything, 1))) out.push_back({*text});
  }
  if (issuer_.url.empty()) out.push_back({std::string(owner)});  // who knows what its subjects look like
  return out;
}

bool Strangers::holds(const Asked& asked, const Context& context) const {
  return std::all_of(asked.conditions.begin(), asked.conditions.end(),
                     [&](size_t i) { return compiled_.conditions[i].holds(context); });
}

std::optional<Context> Strangers::let_in() const {
  for (const std::string& owner : owners()) {
    Context token;
    bool all_hold = std::all_of(asked_.begin(), asked_.end(), [&](const Asked& asked) {
      for (const Values& values : values_of(asked, owner)) {
        Context with = token;
        if (values.size() == 1) with.set(asked.key, values[0]);
        if (values.size() > 1) with.set_list(asked.key, values);
        if (!holds(asked, with)) continue;
        token = std::move(with);
        return true;
      }
      return false;
    });
    if (!all_hold) continue;
    std::string subject = std::string(url_) + ":sub";
    if (!token.find(subject)) {
      auto text = SubjectForm(issuer_.subjects[0]).text_of(owner, TokensView(kAnything, 1));
      token.set(subject, text.value_or(owner));
    }
    return token;
  }
  return std::nullopt;
}

bool Strangers::takes_other_audiences() const {
  Context token;
  for (std::string_view claim : kAudienceClaims) {
    token.set(std::string(url_) + ":" + std::string(claim), "https://someone-else.example");
  }
  return std::all_of(asked_.begin(), asked_.end(),
                     [&](const Asked& asked) { return !is_audience(asked.claim) || holds(asked, token); });
}

}  // namespace policy
