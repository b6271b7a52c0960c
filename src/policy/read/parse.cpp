#include <fmt/core.h>

#include <algorithm>
#include <cstring>

#include "base/json_pointer.h"
#include "base/text.h"
#include "policy/read/reader.h"
#include "policy/read/refusal.h"
#include "policy/read/trust.h"
#include "policy/semantics.h"

namespace policy {

using base::Span;

namespace {

constexpr std::string_view kAnswers = "AWS answers: ";  // begins the hint of an error

}  // namespace

void Reader::error(std::string id, Span span, std::string what, std::string_view answer) {
  diagnostics_.error(std::move(id), span, std::move(what), std::string(kAnswers) + std::string(answer));
}

void Reader::mistake(std::string_view id, Span span, const std::optional<Mistake>& found) {
  if (found) error(std::string(id), span, found->what, found->answer);
}

void Reader::unknown_element(const json::Node& member, std::string_view what,
                             std::span<const std::string_view> names) {
  auto near = base::did_you_mean(member.name, std::vector<std::string>(names.begin(), names.end()));
  error("invalid-policy-element", member.name_span,
        fmt::format("unknown element `{}` in {}{}", member.name, what,
                    near ? fmt::format(", did you mean `{}`?", *near) : ""));
}

void Reader::read(const json::Node& root) {
  static constexpr std::array<std::string_view, 3> kNames = {"Version", "Id", "Statement"};
  if (!root.is_object()) {
    error("data-type-mismatch", root.span, fmt::format("a policy is an object, not {}", root.type_name()));
    return;
  }
  auto [version, id, statements] = elements(root, "the policy", kNames);
  read_version(version);
  if (id && !id->is_string()) error("data-type-mismatch", id->span, "`Id` is a string");
  if (!statements) {
    error("missing-statement", root.span, "the policy has no `Statement`");
  } else if (is_refused_as_empty(*statements)) {
    error("missing-statement", statements->span, "`Statement` is empty",
          "Could not parse the policy: Statement is empty!");
  } else if (statements->is_array()) {
    document_.statements.reserve(statements->count());
    for (const json::Node& statement : *statements) read_statement(statement);
  } else {
    read_statement(*statements);
  }
  check_unique_sids();
}

void Reader::read_version(const json::Node* version) {
  document_.has_version = version != nullptr;
  if (!version) return;  // the older language
  bool known = version->is_string() && (version->text == "2012-10-17" || version->text == "2008-10-17");
  if (!known) error("invalid-version", version->span, "`Version` is \"2012-10-17\" or \"2008-10-17\"");
  document_.has_variables = known && version->text == "2012-10-17";
}

void Reader::read_statement(const json::Node& value) {
  static constexpr std::array<std::string_view, 9> kNames = {"Sid",          "Effect",      "Principal",
                                                             "NotPrincipal", "Action",      "NotAction",
                                                             "Resource",     "NotResource", "Condition"};
  if (!value.is_object()) {
    error("data-type-mismatch", value.span,
          fmt::format("a statement is an object, not {}", value.type_name()));
    return;
  }
  auto [sid, effect, principal, not_principal, action, not_action, resource, not_resource, condition] =
      elements(value, "the statement", kNames);
  WrittenStatement& statement = document_.statements.emplace_back();
  statement.span = value.span;
  if (sid) read_sid(*sid, statement);
  read_effect(effect, statement);
  read_principals(one_of(principal, not_principal, "Principal", statement.not_principal), statement);
  read_actions(one_of(action, not_action, "Action", statement.not_action), statement);
  read_resources(one_of(resource, not_resource, "Resource", statement.not_resource), statement);
  if (condition) read_conditions(*condition, statement);
  check_organization_statement(statement);
  check_controls(statement);
}

void Reader::check_controls(const WrittenStatement& statement) {
  if (kind_ != Kind::trust || size_ == Size::any) return;
  for (const auto& principal : statement.principals) {
    auto key = missing_control(statement, principal);
    if (!key) continue;
    error("missing-identity-provider-control", principal.text.span,
          fmt::format(
              "`{}` signs tokens for everybody, and no condition says with StringEquals or StringLike which "
              "`{}` are let in",
              issuer_url(principal), *key),
          fmt::format("The trust policy must evaluate the condition key {}, and not against wildcards only",
                      *key));
  }
}

void Reader::read_sid(const json::Node& value, WrittenStatement& statement) {
  if (!value.is_string()) {
    error("data-type-mismatch", value.span, "`Sid` is a string");
    return;
  }
  statement.sid = value.text;
  mistake("unsupported-sid", value.span, sid_mistake(statement.sid, kind_));
  if (!statement.sid.empty()) sids_.emplace_back(value.text, value.span);
}

void Reader::check_unique_sids() {
  std::stable_sort(sids_.begin(), sids_.end(), [](auto& a, auto& b) { return a.first < b.first; });
  for (size_t i = 1; i < sids_.size(); ++i) {
    if (sids_[i].first != sids_[i - 1].first) continue;
    error("unique-sids-required", sids_[i].second, fmt::format("Sid `{}` is used twice", sids_[i].first),
          "Statement IDs (SID) in a single policy must be unique.");
  }
}

void Reader::read_effect(const json::Node* effect, WrittenStatement& statement) {
  if (!effect) {
    error("missing-effect", statement.span, "the statement has no `Effect`", "Missing required field Effect");
    return;
  }
  std::string_view text = effect->is_string() ? effect->text : effect->type_name();
  statement.allow = text == "Allow";
  if (text == "Allow" || text == "Deny") return;
  error("invalid-effect", effect->span, fmt::format("`Effect` is \"Allow\" or \"Deny\", not `{}`", text),
        fmt::format("Invalid effect: {}", text));
}

// The dialects of the policies of AWS Organizations (rules 2 and 7).
void Reader::check_organization_statement(const WrittenStatement& statement) {
  auto is_star = [](const std::vector<Text>& list) { return list.size() == 1 && list[0].value == "*"; };
  bool plain_resource = !statement.not_resource && is_star(statement.resources);
  if (kind_ == Kind::scp && kScpOldDialect && statement.allow &&
      (!plain_resource || !statement.conditions.empty() || statement.not_action)) {
    error("unsupported-in-scp", statement.span,
          "Allow in a service control policy takes `Action` and Resource `*` "
          "only",
          "The provided policy document does not meet the requirements of the "
          "specified policy type.");
  }
  if (kind_ != Kind::rcp) return;
  constexpr std::string_view kAnswer =
      "The provided policy document does not meet the requirements of the "
      "specified policy type.";
  bool everyone = !statement.not_principal && statement.principals.size() == 1 &&
                  statement.principals[0].text.value == "*";
  if (statement.has_principal && !everyone) {
    error("unsupported-in-rcp", statement.span, "the principal of a resource control policy is `*`", kAnswer);
  }
  // The one Allow is AWS's own RCPFullAWSAccess.
  bool full_access =
      plain_resource && !statement.not_action && is_star(statement.actions) && statement.conditions.empty();
  if (statement.allow && !full_access) {
    error("unsupported-in-rcp", statement.span, "a resource control policy can only deny", kAnswer);
  }
}

namespace {

// Rule 5. The text is UTF-8, whose first 256 characters begin with a byte below 0xC4.
bool is_allowed(char c) {
  auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 ? byte < 0xC4 : c == '\t' || c == '\n' || c == '\r';
}

// Of eight bytes; they nearly always are.
bool are_printable_ascii(const char* bytes) {
  constexpr uint64_t kEach = 0x0101010101010101;
  uint64_t eight = 0;
  std::memcpy(&eight, bytes, sizeof eight);
  return ((eight | (eight - 0x20 * kEach)) & 0x80 * kEach) == 0;
}

size_t find_forbidden(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    while (i + 8 <= text.size() && are_printable_ascii(text.data() + i)) i += 8;
    if (i < text.size() && !is_allowed(text[i])) return i;
  }
  return std::string_view::npos;
}

void check_characters(std::string_view source, Kind kind, base::Diagnostics& diagnostics) {
  if (!is_iam_kind(kind)) return;
  size_t at = find_forbidden(source);
  if (at == std::string_view::npos) return;
  diagnostics.error(
      "invalid-character", base::span_at(source, static_cast<uint32_t>(at)),
      "a character that a policy cannot hold: only those from U+0020 to U+00FF, tabs and line breaks",
      "AWS answers: The specified value for policyDocument is invalid.");
}

void check_size(std::string_view source, Kind kind, base::Diagnostics& diagnostics) {
  size_t limit = size_limit(kind);
  if (limit == 0) return;
  size_t size = document_size(source, kind);
  if (size <= limit) return;
  diagnostics.error("policy-size", base::span_at(source, 0),
                    fmt::format("{} of {} characters is larger than {}", kind_name(kind), size, limit),
                    fmt::format("AWS answers: Cannot exceed quota for PolicySize: {}", limit));
}

}  // namespace

bool names_principals(Kind kind) {
  return kind == Kind::resource || kind == Kind::trust || kind == Kind::endpoint || kind == Kind::rcp;
}

ReadDocument read(std::string_view source, Kind kind, Size size, base::Diagnostics& found) {
  if (size == Size::limited) check_size(source, kind, found);
  check_characters(source, kind, found);
  auto nodes = json::read(source);
  if (!nodes) {
    found.error("json-syntax-error", nodes.error().span, "invalid JSON: " + nodes.error().message);
    return {};
  }
  Reader reader(kind, size, found);
  reader.read(nodes->root());
  ReadDocument out{std::move(*nodes), std::nullopt};
  if (!found.has_errors()) out.document = reader.take();
  return out;
}

void add_with_paths(const base::Diagnostics& found, std::string_view source,
                    const std::optional<json::Nodes>& nodes, base::Diagnostics& to) {
  for (base::Diagnostic diagnostic : found.list()) {
    size_t offset = diagnostic.span.offset;
    diagnostic.path = nodes ? json::pointer_at(nodes->root(), offset) : json::pointer_in_text(source, offset);
    to.add(std::move(diagnostic));
  }
}

std::optional<Document> parse(std::string_view source, Kind kind, base::Diagnostics& diagnostics, Size size) {
  base::Diagnostics found;
  ReadDocument read_document = read(source, kind, size, found);
  add_with_paths(found, source, read_document.nodes, diagnostics);
  return std::move(read_document.document);
}

std::optional<Refusal> refusal(std::string_view json, Kind kind) {
  base::Diagnostics found;
  read(json, kind, Size::limited, found);
  for (const auto& error : found.list()) {
    if (error.severity != base::Severity::error) continue;
    bool is_told = error.hint.starts_with(kAnswers);
    std::string_view code = error.id == "policy-size" ? "LimitExceeded"
                            : kind == Kind::resource  ? "MalformedPolicy"
                                                      : "MalformedPolicyDocument";
    return Refusal{std::string(code),
                   is_told ? error.hint.substr(kAnswers.size()) : std::string(kSyntaxErrors)};
  }
  return std::nullopt;
}

}  // namespace policy
