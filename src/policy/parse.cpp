#include <fmt/core.h>

#include <algorithm>

#include "base/json_pointer.h"
#include "base/text.h"
#include "policy/reader.h"
#include "policy/semantics.h"

namespace policy {

using base::Span;

void Reader::error(std::string id, Span span, std::string what, std::string_view answer) {
  diagnostics_.error(std::move(id), span, std::move(what), fmt::format("AWS answers: {}", answer));
}

void Reader::mistake(std::string id, Span span, const std::optional<Mistake>& found) {
  if (found) error(std::move(id), span, found->what, found->answer);
}

void Reader::check_names(const json::Value& object, std::string_view what,
                         std::initializer_list<std::string_view> known) {
  for (const auto& member : object.as_object()) {
    if (std::find(known.begin(), known.end(), member.name) != known.end()) continue;
    auto near = base::did_you_mean(member.name, std::vector<std::string>(known.begin(), known.end()));
    error("invalid-policy-element", member.name_span,
          fmt::format("unknown element `{}` in {}{}", member.name, what,
                      near ? fmt::format(", did you mean `{}`?", *near) : ""));
  }
}

void Reader::read(const json::Value& root) {
  if (!root.is_object()) {
    error("data-type-mismatch", root.span, fmt::format("a policy is an object, not {}", root.type_name()));
    return;
  }
  check_names(root, "the policy", {"Version", "Id", "Statement"});
  read_version(root);
  const json::Value* id = root.find("Id");
  if (id && !id->is_string()) error("data-type-mismatch", id->span, "`Id` is a string");
  const json::Value* statements = root.find("Statement");
  if (!statements) {
    error("missing-statement", root.span, "the policy has no `Statement`");
  } else if (statements->is_array()) {
    for (const auto& statement : statements->as_array()) read_statement(statement);
  } else {
    read_statement(*statements);
  }
}

void Reader::read_version(const json::Value& root) {
  const json::Value* version = root.find("Version");
  document_.has_version = version != nullptr;
  if (!version) return;  // the older language
  bool known =
      version->is_string() && (version->as_string() == "2012-10-17" || version->as_string() == "2008-10-17");
  if (!known) error("invalid-version", version->span, "`Version` is \"2012-10-17\" or \"2008-10-17\"");
  document_.has_variables = known && version->as_string() == "2012-10-17";
}

void Reader::read_statement(const json::Value& value) {
  if (!value.is_object()) {
    error("data-type-mismatch", value.span,
          fmt::format("a statement is an object, not {}", value.type_name()));
    return;
  }
  check_names(value, "the statement",
              {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource",
               "Condition"});
  WrittenStatement statement;
  statement.span = value.span;
  if (const json::Value* sid = value.find("Sid")) read_sid(*sid, statement);
  read_effect(value, statement);
  read_principals(value, statement);
  read_actions(value, statement);
  read_resources(value, statement);
  if (const json::Value* condition = value.find("Condition")) read_conditions(*condition, statement);
  check_organization_statement(statement);
  document_.statements.push_back(std::move(statement));
}

void Reader::read_sid(const json::Value& value, WrittenStatement& statement) {
  if (!value.is_string()) {
    error("data-type-mismatch", value.span, "`Sid` is a string");
    return;
  }
  statement.sid = value.as_string();
  mistake("unsupported-sid", value.span, sid_mistake(statement.sid, kind_));
  if (!statement.sid.empty() && !sids_.insert(statement.sid).second) {
    error("unique-sids-required", value.span, fmt::format("Sid `{}` is used twice", statement.sid),
          "Statement IDs (SID) in a single policy must be unique.");
  }
}

void Reader::read_effect(const json::Value& object, WrittenStatement& statement) {
  const json::Value* effect = object.find("Effect");
  if (!effect) {
    error("missing-effect", object.span, "the statement has no `Effect`", "Missing required field Effect");
    return;
  }
  std::string text = effect->is_string() ? effect->as_string() : std::string(effect->type_name());
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
          "Allow in a service control policy takes `Action` and Resource `*` only",
          "The provided policy document does not meet the requirements of the specified policy type.");
  }
  if (kind_ != Kind::rcp) return;
  constexpr std::string_view kAnswer =
      "The provided policy document does not meet the requirements of the specified policy type.";
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
void check_characters(std::string_view source, Kind kind, base::Diagnostics& diagnostics) {
  if (!is_iam_kind(kind)) return;
  for (size_t i = 0; i < source.size(); ++i) {
    auto c = static_cast<unsigned char>(source[i]);
    bool control = c < 0x20 && c != '\t' && c != '\n' && c != '\r';
    if (!control && c < 0xC4) continue;
    diagnostics.error(
        "invalid-character", base::span_at(source, static_cast<uint32_t>(i)),
        "a character that a policy cannot hold: only those from U+0020 to U+00FF, tabs and line breaks",
        "AWS answers: The specified value for policyDocument is invalid.");
    return;
  }
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
  ReadDocument out{json::parse(source, found), std::nullopt};
  if (!out.root) return out;
  Reader reader(source, kind, size, found);
  reader.read(*out.root);
  if (!found.has_errors()) out.document = reader.take();
  return out;
}

void add_with_paths(const base::Diagnostics& found, std::string_view source, const json::Value* root,
                    base::Diagnostics& to) {
  for (base::Diagnostic diagnostic : found.list()) {
    size_t offset = diagnostic.span.offset;
    diagnostic.path = root ? json::pointer_at(*root, offset) : json::pointer_in_text(source, offset);
    to.add(std::move(diagnostic));
  }
}

std::optional<Document> parse(std::string_view source, Kind kind, base::Diagnostics& diagnostics, Size size) {
  base::Diagnostics found;
  ReadDocument read_document = read(source, kind, size, found);
  add_with_paths(found, source, read_document.root.get(), diagnostics);
  return std::move(read_document.document);
}

}  // namespace policy
