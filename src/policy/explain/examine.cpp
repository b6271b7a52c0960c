#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "policy/decide/call.h"
#include "policy/explain/explain.h"

namespace policy {
namespace {

constexpr size_t kMaxShown = 5;  // of the patterns of a list

std::string quoted(const std::vector<std::string>& values) {
  std::vector<std::string> shown;
  for (size_t i = 0; i < values.size() && i < kMaxShown; ++i) shown.push_back(fmt::format("`{}`", values[i]));
  std::string out = base::join(shown, ", ");
  if (values.size() > kMaxShown) out += fmt::format(" and {} more", values.size() - kMaxShown);
  return out.empty() ? "an empty list" : out;
}

std::vector<std::string> values_of(const std::vector<Text>& list) {
  std::vector<std::string> out;
  for (const auto& text : list) out.push_back(text.value);
  return out;
}

std::string list_mismatch(std::string_view element, bool negated, const std::vector<Text>& list,
                          std::string_view value) {
  if (negated) return fmt::format("`{}` is excepted by Not{} {}", value, element, quoted(values_of(list)));
  return fmt::format("`{}` is not among {}", value, quoted(values_of(list)));
}

// Why a variable of the text has no value, as the end of a sentence; empty if all of them have.
std::string missing_value(std::string_view text, const Context& context) {
  if (auto mistake = variable_mistake(text)) return fmt::format("; there is {}", mistake->what);
  auto key = unresolved_variable(text, context);
  return key ? fmt::format("; `${{{}}}` has no value in this request", *key) : "";
}

std::string resource_mismatch(const WrittenStatement& written, bool has_variables, const Request& request) {
  std::string why = list_mismatch("Resource", written.not_resource, written.resources, request.resource);
  if (!has_variables) return why;
  for (const auto& text : written.resources) {
    std::string missing = missing_value(text.value, request.context);
    if (!missing.empty()) return why + missing;
  }
  return why;
}

std::string caller_name(const Principal& principal) {
  if (principal.type == PrincipalType::anonymous) return "an anonymous caller";
  return fmt::format("`{}`", principal.type == PrincipalType::service ? principal.service : principal.arn);
}

std::string principal_mismatch(const WrittenStatement& written, const Request& request) {
  std::vector<std::string> listed;
  for (const auto& principal : written.principals) listed.push_back(principal.text.value);
  std::string caller = caller_name(request.principal);
  if (written.not_principal) return fmt::format("{} is excepted by NotPrincipal {}", caller, quoted(listed));
  return fmt::format("{} is not among {}", caller, quoted(listed));
}

std::string condition_mismatch(const WrittenCondition& written, bool has_variables, const Context& context) {
  const Context::Entry* entry = context.find(written.key.value);
  std::string is = "is absent";
  if (entry) is = fmt::format("is {}", quoted(entry->values));
  std::string why = fmt::format("`{}` {}, {} wants {}", written.key.value, is, written.operator_name.value,
                                quoted(values_of(written.values)));
  auto op = Operator::parse(written.operator_name.value);
  if (entry && entry->multivalued && op->quantifier == Quantifier::none &&
      op->comparison != Comparison::null) {
    why += "; a key with several values needs ForAnyValue or ForAllValues";
  }
  for (const auto& text : written.values) {
    std::string missing = has_variables ? missing_value(text.value, context) : "";
    if (!missing.empty()) return why + missing;
  }
  return why;
}

std::vector<Mismatch> mismatches(const Call& call, const CompiledStatement& statement) {
  std::vector<Mismatch> out;
  if (!call.fits_principal(statement)) out.push_back({Element::principal});
  if (!statement.fits_action(call.action())) out.push_back({Element::action});
  const Request& request = call.request();
  if (!statement.fits_resource(request.resource, request.context)) out.push_back({Element::resource});
  for (size_t i = 0; i < statement.conditions.size(); ++i) {
    if (!statement.conditions[i].holds(request.context)) out.push_back({Element::condition, i});
  }
  return out;
}

class Examination {
 public:
  Examination(const Request& request, const Layers& layers) : call_(request, layers) {}

  void add(Layer layer, const PolicyPtr& policy, size_t level = 0) {
    if (!policy) return;
    for (size_t i = 0; i < policy->document().statements.size(); ++i) {
      const CompiledStatement& statement = policy->statement(i);
      out_.push_back(
          {layer, level, policy, i, statement.name, statement.allow, mismatches(call_, statement)});
    }
  }
  void add(Layer layer, const std::vector<PolicyPtr>& policies, size_t level = 0) {
    for (const auto& policy : policies) add(layer, policy, level);
  }
  void add(Layer layer, const std::vector<std::vector<PolicyPtr>>& levels) {
    for (size_t i = 0; i < levels.size(); ++i) add(layer, levels[i], i);
  }
  const Call& call() const { return call_; }
  std::vector<Examined> take() { return std::move(out_); }

 private:
  Call call_;
  std::vector<Examined> out_;
};

}  // namespace

std::string_view element_name(Element element) {
  switch (element) {
    case Element::action:
      return "Action";
    case Element::resource:
      return "Resource";
    case Element::principal:
      return "Principal";
    case Element::condition:
      return "Condition";
  }
  return "";
}

std::string describe(const Mismatch& mismatch, const Examined& examined, const Request& request) {
  const Document& document = examined.source->document();
  const WrittenStatement& written = document.statements[examined.number];
  switch (mismatch.element) {
    case Element::principal:
      return principal_mismatch(written, request);
    case Element::action:
      return list_mismatch("Action", written.not_action, written.actions, request.action);
    case Element::resource:
      return resource_mismatch(written, document.has_variables, request);
    case Element::condition:
      return condition_mismatch(written.conditions[mismatch.condition], document.has_variables,
                                request.context);
  }
  return "";
}

std::vector<Examined> examine(const Request& request, const Layers& layers) {
  Examination examination(request, layers);
  if (examination.call().under_scps()) examination.add(Layer::scp, layers.scps);
  if (examination.call().under_rcps()) examination.add(Layer::rcp, layers.rcps);
  examination.add(Layer::endpoint, layers.endpoint);
  examination.add(Layer::resource, layers.resource);
  if (examination.call().has_identity()) {
    examination.add(Layer::identity, layers.identity);
    examination.add(Layer::boundary, layers.boundary);
    if (layers.session) examination.add(Layer::session, *layers.session);
  }
  return examination.take();
}

}  // namespace policy
