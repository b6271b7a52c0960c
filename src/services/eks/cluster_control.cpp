#include "services/eks/cluster_control.h"

#include <algorithm>

#include "base/text.h"
#include "services/eks/cluster.h"
#include "services/eks/control_plane.h"
#include "services/eks/issuer.h"
#include "services/eks/nodegroup.h"
#include "services/eks/refusals.h"

namespace account::eks {
namespace {

using base::ErrorKind;

base::Result<json::Value> clusters(Facilities& facilities) {
  auto transaction = TRY(facilities.store.begin());
  json::Array list;
  for (const Place& place : all_places(State(*transaction, "", ""))) {
    list.push_back(
        json::Object{{"account", place.account}, {"region", place.region}, {"name", place.cluster}});
  }
  return json::Object{{"clusters", std::move(list)}};
}

base::Result<json::Value> refusals_of(const State& state, const std::string& name, Facilities& facilities) {
  auto record = state.get(kCluster, name);
  if (!record) return base::fail(ErrorKind::not_found, "there is no cluster `{}`", name);
  std::string id(record->string_or("Id", ""));
  return json::Object{{"refusals", facilities.memory.part<Refusals>().list(id)}};
}

base::Result<json::Value> answer(const State& state, const std::string& name, const std::string& what,
                                 const net::Request& request, std::string_view body, Facilities& facilities) {
  json::Value wanted = json::Object();
  if (request.method == "PUT") wanted = TRY(json::parse(body));
  if (!wanted.is_object()) return base::fail(ErrorKind::invalid, "the body is not a JSON object");
  if (what == "GET refusals") return refusals_of(state, name, facilities);
  if (what == "GET control-plane") return control_plane(state, name, facilities);
  if (what == "PUT control-plane") {
    TRY(set_control_plane(state, name, wanted, facilities));
  } else if (what == "DELETE control-plane") {
    TRY(request.query == "forget=true" ? forget_cluster(state, name, facilities)
                                       : stop_control_plane(state, name));
  } else if (what == "POST keys") {
    TRY(issuer_keys(state, name, facilities, true));
  } else if (what == "PUT aws-auth") {
    TRY(set_aws_auth(state, name, wanted));
  } else if (what == "PUT undrained-nodes") {
    TRY(set_undrained(state, name, wanted));
  } else {
    return base::fail(ErrorKind::not_found, "there is no `{}` of a cluster", what);
  }
  return json::Object{};
}

}  // namespace

base::Result<json::Value> control_cluster(const net::Request& request, std::string_view path,
                                          std::string_view body, Facilities& facilities) {
  if (path == kClusterControl && request.method == "GET") return clusters(facilities);
  auto parts = base::split(path.substr(std::min(kClusterControl.size() + 1, path.size())), '/');
  if (parts.size() != 4)
    return base::fail(ErrorKind::not_found, "`{}` is not clusters/ACCOUNT/REGION/NAME/THING", path);
  std::string what = fmt::format("{} {}", request.method, parts[3]);
  auto transaction = TRY(facilities.store.begin());
  State state(*transaction, std::string(parts[0]), std::string(parts[1]));
  json::Value result = TRY(answer(state, std::string(parts[2]), what, request, body, facilities));
  TRY(transaction->commit());
  return result;
}

}  // namespace account::eks
