#include "services/testing/cluster.h"

#include "account/server/control_endpoint.h"
#include "base/encoding.h"

namespace account::testing {

using json::Object;

json::Value make_cluster(EmbeddedAccount& account, const aws::Credentials& creator, const std::string& name,
                         const Object& more) {
  std::string role_arn = "arn:aws:iam::" + kFirst + ":role/cluster";
  if (!account.call(account.root(), "iam", "GetRole", Object{{"RoleName", "cluster"}})) {
    std::string document = R"({"Version":"2012-10-17","Statement":{"Effect":"Allow",)"
                           R"("Principal":{"Service":"eks.amazonaws.com"},"Action":"sts:AssumeRole"}})";
    account.must(account.root(), "iam", "CreateRole",
                 Object{{"RoleName", "cluster"}, {"AssumeRolePolicyDocument", document}});
  }
  Object input{{"name", name},
               {"roleArn", role_arn},
               {"resourcesVpcConfig",
                Object{{"subnetIds", json::Array{"subnet-on-this-machine-a", "subnet-on-this-machine-b"}}}}};
  for (const auto& member : more) input.set(member.name, member.value);
  return *account.must(creator, "eks", "CreateCluster", input).find("cluster");
}

int steer_cluster(EmbeddedAccount& account, const std::string& method, const std::string& name,
                  const std::string& thing, const json::Value& body, json::Value* answer) {
  net::Request request;
  request.method = method;
  size_t mark = std::min(thing.find('?'), thing.size());
  request.path = "/_slipway/clusters/" + kFirst + "/" + kRegion + "/" + name + "/" + thing.substr(0, mark);
  request.query = thing.substr(std::min(mark + 1, thing.size()));
  request.headers = {{"Host", "127.0.0.1:4566"}};
  std::string text = json::dump(body);
  request.body = std::make_shared<net::StringBody>(text);
  aws::sign(request.headers, method, request.path, request.query, text, account.root(),
            {"us-east-1", "slipway"}, account.clock.now());
  ControlEndpoint endpoint(account.gateway(), account.facilities(), {account.data_dir(), kStart, {}});
  net::Response response = endpoint.answer(request);
  if (answer) *answer = *json::parse(std::get<std::string>(response.body));
  return response.status;
}

Object working_control_plane(const std::string& endpoint) {
  return {{"status", "ACTIVE"},
          {"endpoint", endpoint},
          {"certificateAuthority", "-----BEGIN CERTIFICATE-----"},
          {"version", "1.32"},
          {"webhookToken", kWebhookToken},
          {"podEndpoint", "http://10.89.78.1:4566"},
          {"serviceIpv4Cidr", "10.89.78.0/25"},
          {"apiToken", kApiToken}};
}

std::string cluster_token(EmbeddedAccount& account, const aws::Credentials& who, const std::string& cluster) {
  net::Headers headers = {{"Host", "sts.eu-west-3.amazonaws.com"}, {"x-k8s-aws-id", cluster}};
  std::string query = aws::presign(headers, "GET", "/", "Action=GetCallerIdentity&Version=2011-06-15", who,
                                   {"eu-west-3", "sts"}, account.clock.now(), std::chrono::seconds(60));
  return "k8s-aws-v1." + base::base64url("https://sts.eu-west-3.amazonaws.com/?" + query);
}

}  // namespace account::testing
