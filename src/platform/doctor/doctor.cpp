#include "platform/doctor/doctor.h"

#include <fmt/core.h>

#include <algorithm>

#include "platform/doctor/visit.h"

namespace platform {
namespace {

std::unique_ptr<blueprint::ClusterTarget> examine_account(Visit& visit) {
  auto target = blueprint::open_target(visit.environment().organization, visit.environment().cluster, false,
                                       visit.platform.connections, visit.platform.progress);
  if (!target) {
    std::string hint = target.error().hint;
    visit.fail("account", target.error().message,
               hint.empty() ? "is the account running? `slipway account status`" : hint);
    return nullptr;
  }
  const blueprint::AccountAccess& access = (*target)->access;
  visit.pass("account", fmt::format("{} answers{}", (*target)->account_id,
                                    access.endpoint.empty() ? "" : " at " + access.endpoint));
  visit.cluster = target->get();
  return std::move(*target);
}

base::Status ask_cluster(Visit& visit) {
  blueprint::ClusterApi* api = TRY(visit.cluster->api(visit.platform.connections));
  TRY(api->find_namespace(visit.environment().namespace_name));
  return {};
}

void examine_cluster(Visit& visit) {
  const std::string& name = visit.environment().cluster.name;
  if (!visit.cluster) return visit.skip("cluster", "the account does not answer");
  const blueprint::ClusterTarget& cluster = *visit.cluster;
  if (cluster.status == "ACTIVE") {
    visit.cluster_is_active = true;
    base::Status answers = ask_cluster(visit);
    if (!answers) {
      visit.api_answers = answers.error().kind == base::ErrorKind::denied;
      return visit.fail("cluster", answers.error().message, answers.error().hint);
    }
    return visit.pass("cluster", fmt::format("{} is ACTIVE, its issuer is {}", name, cluster.issuer));
  }
  if (cluster.status.empty()) {
    bool is_local = cluster.cluster.is_kubernetes() && cluster.cluster.kubeconfig.empty();
    return visit.fail("cluster", fmt::format("there is no cluster `{}` in {}", name, cluster.cluster.region),
                      is_local ? fmt::format("`slipway cluster start {}` starts it", name) : kUpMends);
  }
  visit.fail("cluster", fmt::format("{} is {}, expected ACTIVE", name, cluster.status),
             "wait, or look at it in EKS");
}

std::string_view finding_name(Finding finding) {
  switch (finding) {
    case Finding::pass:
      return "pass";
    case Finding::fail:
      return "fail";
    case Finding::skipped:
      break;
  }
  return "skipped";
}

}  // namespace

std::vector<Link> examine(const FoundService& found, const Platform& platform) {
  Visit visit{.found = found, .platform = platform};
  auto cluster = examine_account(visit);
  examine_cluster(visit);
  if (!visit.service().has_identity()) {
    visit.skip("role", "the service asks for no AWS permissions (`aws:` in slipway.yaml)");
    examine_instances(visit);
    return visit.links;
  }
  // The token first: the issuer's keys and the trust policy are held against what it really says.
  read_service_account(visit);
  read_token(visit);
  examine_issuer(visit);
  examine_provider(visit);
  examine_thumbprint(visit);
  examine_role(visit);
  examine_trust(visit);
  examine_policies(visit);
  examine_service_account(visit);
  examine_token(visit);
  examine_instances(visit);
  examine_call(visit);
  return visit.links;
}

bool is_healthy(const std::vector<Link>& links) {
  return std::none_of(links.begin(), links.end(),
                      [](const Link& link) { return link.finding == Finding::fail; });
}

json::Value to_json(const FoundService& found, const std::vector<Link>& links) {
  json::Array list;
  for (const Link& link : links) {
    json::Object object{
        {"link", link.name}, {"finding", finding_name(link.finding)}, {"detail", link.detail}};
    if (!link.hint.empty()) object.set("hint", link.hint);
    list.emplace_back(std::move(object));
  }
  return json::Object{{"service", fmt::format("{}/{}", found.environment.title(), found.service.name)},
                      {"healthy", is_healthy(links)},
                      {"links", std::move(list)}};
}

}  // namespace platform
