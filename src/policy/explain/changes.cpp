// The smallest changes that would allow a denied request, found by trying them.
#include <fmt/core.h>

#include <algorithm>

#include "base/json.h"
#include "policy/decide/compiled.h"
#include "policy/explain/explain.h"
#include "policy/read/print.h"

namespace policy {
namespace {

constexpr size_t kMaxChanges = 32;

WrittenPrincipal written_principal(const Principal& caller) {
  switch (caller.type) {
    case PrincipalType::anonymous:
      return {PrincipalKey::everyone, {"*", {}}};
    case PrincipalType::service:
      return {PrincipalKey::service, {caller.service, {}}};
    case PrincipalType::web_identity:
    case PrincipalType::saml:
      return {PrincipalKey::federated, {caller.arn, {}}};
    case PrincipalType::role_session:
      return {PrincipalKey::aws, {caller.role_arn.empty() ? caller.arn : caller.role_arn, {}}};
    default:
      return {PrincipalKey::aws, {caller.arn, {}}};
  }
}

// Just this request, no more.
WrittenStatement grant(const Request& request, Layer layer, bool is_trust) {
  WrittenStatement out;
  out.allow = true;
  out.actions.push_back({request.action, {}});
  out.has_resource = !is_trust;
  if (!is_trust) out.resources.push_back({request.resource, {}});
  out.has_principal = layer == Layer::resource || layer == Layer::endpoint;
  if (out.has_principal) out.principals.push_back(written_principal(request.principal));
  return out;
}

std::string as_json(const WrittenStatement& statement) {
  json::Object object{{"Effect", "Allow"}};
  if (statement.has_principal) {
    const WrittenPrincipal& principal = statement.principals[0];
    json::Value value = principal.text.value;
    if (principal.key != PrincipalKey::everyone) {
      value = json::Object{{std::string(key_name(principal.key)), principal.text.value}};
    }
    object.set("Principal", value);
  }
  object.set("Action", statement.actions[0].value);
  if (statement.has_resource) object.set("Resource", statement.resources[0].value);
  return json::dump(object);
}

// The policy with one statement more, or a new one.
PolicyPtr with(const PolicyPtr& policy, WrittenStatement statement) {
  Document document;
  if (policy) document = policy->document();
  document.statements.push_back(std::move(statement));
  return std::make_shared<const Policy>(std::move(document), policy ? policy->kind() : Kind::identity,
                                        policy ? policy->name() : "");
}

PolicyPtr without(const Policy& policy, size_t number) {
  Document document = policy.document();
  document.statements.erase(document.statements.begin() + static_cast<ptrdiff_t>(number));
  return std::make_shared<const Policy>(std::move(document), policy.kind(), policy.name());
}

std::string in_policy(const Layers& layers, const Examined& examined) {
  std::string policy(layer_name(examined.layer));
  if (std::string label = label_of(layers, examined); !label.empty()) policy += fmt::format(" `{}`", label);
  return fmt::format("{} of the {}", examined.name, policy);
}

// Tries one change after the other on a copy of the layers.
class Trial {
 public:
  Trial(const Request& request, const Layers& layers) : request_(request), layers_(layers) {}

  std::vector<std::string> run() {
    for (size_t i = 0; i < kMaxChanges; ++i) {
      Decision decision = evaluate(request_, layers_);
      if (decision.allowed()) break;
      if (decision.outcome == Outcome::explicit_deny) {
        remove_deny();
      } else if (decision.layer == Layer::none) {
        changes_.emplace_back("no policy can allow this: AWS itself owns the resource");
        break;
      } else {
        add_allow(decision.layer);
      }
    }
    return std::move(changes_);
  }

 private:
  void remove_deny() {
    auto all = examine(request_, layers_);
    auto deny =
        std::find_if(all.begin(), all.end(), [](const Examined& e) { return !e.allow && e.matches(); });
    if (deny == all.end()) return;
    changes_.push_back(fmt::format("narrow or remove {}: while it denies this, nothing can allow it",
                                   in_policy(layers_, *deny)));
    replace(*deny, without(*deny->source, deny->number));
  }

  void replace(const Examined& examined, const PolicyPtr& by) {
    auto in_list = [&](std::vector<PolicyPtr>& list) {
      std::replace(list.begin(), list.end(), examined.source, by);
    };
    for (auto& level : layers_.scps) in_list(level);
    for (auto& level : layers_.rcps) in_list(level);
    in_list(layers_.endpoint);
    in_list(layers_.identity);
    if (layers_.session) in_list(*layers_.session);
    if (layers_.resource == examined.source) layers_.resource = by;
    if (layers_.boundary == examined.source) layers_.boundary = by;
  }

  void add_allow(Layer layer) {
    auto all = examine(request_, layers_);
    size_t level = layer == Layer::scp ? first_level_without_allow(all) : 0;
    std::erase_if(all, [&](const Examined& e) { return e.layer != layer || e.level != level || !e.allow; });
    bool is_trust = layer == Layer::resource && layers_.resource_kind == ResourcePolicyKind::trust;
    WrittenStatement statement = grant(request_, layer, is_trust);
    changes_.push_back(describe(layer, level, all, statement));
    attach(layer, level, std::move(statement));
  }

  size_t first_level_without_allow(const std::vector<Examined>& all) const {
    for (size_t level = 0; level < layers_.scps.size(); ++level) {
      bool allows = std::any_of(all.begin(), all.end(), [&](const Examined& e) {
        return e.layer == Layer::scp && e.level == level && e.allow && e.matches();
      });
      if (!allows) return level;
    }
    return 0;
  }

  void attach(Layer layer, size_t level, WrittenStatement statement) {
    switch (layer) {
      case Layer::scp:
        layers_.scps[level].push_back(with(nullptr, std::move(statement)));
        break;
      case Layer::endpoint:
        layers_.endpoint.push_back(with(nullptr, std::move(statement)));
        break;
      case Layer::resource:
        layers_.resource = with(layers_.resource, std::move(statement));
        break;
      case Layer::boundary:
        layers_.boundary = with(layers_.boundary, std::move(statement));
        break;
      case Layer::session:
        layers_.session->push_back(with(nullptr, std::move(statement)));
        break;
      default:
        layers_.identity.push_back(with(nullptr, std::move(statement)));
    }
  }

  // A statement that misses by one element is mended there; else a new one is written.
  std::string describe(Layer layer, size_t level, const std::vector<Examined>& allows,
                       const WrittenStatement& statement) const {
    for (const auto& examined : allows) {
      if (examined.mismatches.size() != 1) continue;
      const Mismatch& mismatch = examined.mismatches[0];
      const WrittenStatement& written = examined.source->document().statements[examined.number];
      if (mismatch.element == Element::condition) {
        return fmt::format("meet the condition of {}: {}", in_policy(layers_, examined),
                           policy::describe(mismatch, examined, request_));
      }
      bool negated = (mismatch.element == Element::action && written.not_action) ||
                     (mismatch.element == Element::resource && written.not_resource) ||
                     (mismatch.element == Element::principal && written.not_principal);
      if (!negated) return fmt::format("add {} of {}", added(mismatch.element), in_policy(layers_, examined));
    }
    std::string where = layer == Layer::scp
                            ? fmt::format("level {} of the service control policies", level + 1)
                            : fmt::format("the {}", layer_name(layer));
    return fmt::format("add to {}: {}", where, as_json(statement));
  }

  std::string added(Element element) const {
    switch (element) {
      case Element::action:
        return fmt::format("`{}` to Action", request_.action);
      case Element::resource:
        return fmt::format("`{}` to Resource", request_.resource);
      default:
        return fmt::format("`{}` to Principal", written_principal(request_.principal).text.value);
    }
  }

  const Request& request_;
  Layers layers_;
  std::vector<std::string> changes_;
};

}  // namespace

std::vector<std::string> changes_to_allow(const Request& request, const Layers& layers) {
  return Trial(request, layers).run();
}

}  // namespace policy
