#include "platform/testing/fake_world.h"

#include <fmt/core.h>

#include "base/encoding.h"
#include "base/text.h"
#include "platform/trust/names.h"

namespace platform {
namespace {

using json::Value;

aws::Error no_such(const std::string& code) {
  return {code, 404, "it does not exist"};
}

class FakeCloud final : public Cloud {
 public:
  explicit FakeCloud(FakeWorld& world) : world_(world) {}

  aws::Result<Value> call(std::string_view service, std::string_view operation, const Value& input) override {
    bool changes = !operation.starts_with("Get") && !operation.starts_with("List") &&
                   !operation.starts_with("Describe") && !operation.starts_with("AssumeRole");
    std::string name(input.string_or("RoleName", input.string_or("name", "")));
    std::string what =
        changes ? fmt::format("{} {}{}{}", service, operation, name.empty() ? "" : " ", name) : "";
    aws::Result<Value> result = aws::error("Unknown", 400, "the fake knows no {}", operation);
    bool answered = world_.perform(what, [&] { result = perform(operation, input); });
    if (!answered) return aws::error("Unreachable", 0, "killed here");
    return result;
  }

  aws::Result<json::Array> call_all(std::string_view, std::string_view operation, Value input,
                                    std::string_view) override {
    json::Array list;
    std::string name(input.string_or("RoleName", ""));
    if (operation == "ListRoles") {
      for (const auto& [role, facts] : world_.roles) list.emplace_back(json::Object{{"RoleName", role}});
    } else if (operation == "ListRolePolicies" || !world_.roles.contains(name)) {
      return list;
    } else if (operation == "ListRoleTags") {
      list = world_.roles[name].tags;
    } else {
      for (const std::string& arn : world_.roles[name].attached) {
        list.emplace_back(json::Object{{"PolicyArn", arn}});
      }
    }
    return list;
  }

 private:
  aws::Result<Value> perform(std::string_view operation, const Value& input) {
    if (operation == "GetCallerIdentity") {
      return json::Object{{"Account", kFakeAccount},
                          {"Arn", "arn:aws:sts::123456789012:assumed-role/r/slipway-doctor"}};
    }
    if (operation == "AssumeRoleWithWebIdentity") return json::Object{{"Credentials", json::Object()}};
    if (operation.find("Cluster") != std::string_view::npos) return cluster(operation, input);
    if (operation.find("OpenIDConnect") != std::string_view::npos) return provider(operation, input);
    return role(operation, input);
  }

  aws::Result<Value> cluster(std::string_view operation, const Value& input) {
    std::string name(input.string_or("name", ""));
    if (operation == "CreateCluster") {
      if (world_.clusters.contains(name)) return aws::error("ResourceInUseException", 409, "exists");
      world_.clusters[name] = {input.find("tags")->as_object()};
      return json::Object();
    }
    if (!world_.clusters.contains(name)) return tl::unexpected(no_such("ResourceNotFoundException"));
    if (operation == "DeleteCluster") {
      world_.clusters.erase(name);
      return json::Object();
    }
    json::Object oidc{{"oidc", json::Object{{"issuer", kFakeIssuer}}}};
    std::string status = world_.cluster_status ? world_.cluster_status() : "ACTIVE";
    return json::Object{{"cluster", json::Object{{"status", status},
                                                 {"endpoint", "https://127.0.0.1:4566/_cluster/ABCD"},
                                                 {"identity", oidc},
                                                 {"tags", world_.clusters[name].tags}}}};
  }

  aws::Result<Value> provider(std::string_view operation, const Value& input) {
    std::string arn(input.string_or("OpenIDConnectProviderArn", ""));
    if (operation == "CreateOpenIDConnectProvider") {
      arn = provider_arn(kFakeAccount, input.string_or("Url", ""));
      if (world_.providers.contains(arn)) return aws::error("EntityAlreadyExists", 409, "exists");
      world_.providers[arn] = {input.find("ClientIDList")->as_array(), input.find("Tags")->as_array()};
      return json::Object();
    }
    if (operation == "ListOpenIDConnectProviders") {
      json::Array list;
      for (const auto& [each, facts] : world_.providers) list.emplace_back(json::Object{{"Arn", each}});
      return json::Object{{"OpenIDConnectProviderList", list}};
    }
    if (!world_.providers.contains(arn)) return tl::unexpected(no_such("NoSuchEntity"));
    if (operation == "DeleteOpenIDConnectProvider") world_.providers.erase(arn);
    if (operation == "AddClientIDToOpenIDConnectProvider") {
      world_.providers[arn].client_ids.emplace_back(input.string_or("ClientID", ""));
    }
    if (operation != "GetOpenIDConnectProvider") return json::Object();
    return json::Object{{"ClientIDList", world_.providers[arn].client_ids},
                        {"Tags", world_.providers[arn].tags}};
  }

  aws::Result<Value> role(std::string_view operation, const Value& input) {
    std::string name(input.string_or("RoleName", ""));
    if (operation == "CreateRole") {
      if (world_.roles.contains(name)) return aws::error("EntityAlreadyExists", 409, "exists");
      world_.roles[name] = {"arn:aws:iam::123456789012:role/slipway/" + name,
                            std::string(input.string_or("AssumeRolePolicyDocument", "")),
                            input.find("Tags")->as_array(),
                            {}};
      return json::Object();
    }
    if (!world_.roles.contains(name)) return tl::unexpected(no_such("NoSuchEntity"));
    FakeWorld::Role& role = world_.roles[name];
    std::string arn(input.string_or("PolicyArn", ""));
    if (operation == "AttachRolePolicy") role.attached.insert(arn);
    if (operation == "DetachRolePolicy") role.attached.erase(arn);
    if (operation == "UpdateAssumeRolePolicy") role.trust = input.string_or("PolicyDocument", "");
    if (operation == "DeleteRole") {
      if (!role.attached.empty()) return aws::error("DeleteConflict", 409, "policies are attached");
      world_.roles.erase(name);
      return json::Object();
    }
    return json::Object{{"Role", json::Object{{"RoleName", name},
                                              {"Arn", role.arn},
                                              {"AssumeRolePolicyDocument", base::percent_encode(role.trust)},
                                              {"Tags", role.tags}}}};
  }

  FakeWorld& world_;
};

class FakeClusterApi final : public ClusterApi {
 public:
  explicit FakeClusterApi(FakeWorld& world) : world_(world) {}

  base::Result<std::vector<std::string>> foreign_objects(const std::string&) override {
    return world_.foreign_objects;
  }

  base::Result<std::optional<Namespace>> find_namespace(const std::string& name) override {
    auto found = world_.namespaces.find(name);
    if (found == world_.namespaces.end()) return std::optional<Namespace>();
    return std::optional(found->second);
  }
  base::Result<std::vector<Namespace>> list_namespaces(
      const std::map<std::string, std::string>& selector) override {
    std::vector<Namespace> result;
    for (const auto& [name, each] : world_.namespaces) {
      bool fits = true;
      for (const auto& [label, value] : selector) {
        auto at = each.labels.find(label);
        fits = fits && at != each.labels.end() && at->second == value;
      }
      if (fits) result.push_back(each);
    }
    return result;
  }
  base::Status create_namespace(const Namespace& wanted) override {
    return change("create namespace", [&] { world_.namespaces[wanted.name] = wanted; });
  }
  base::Status remove_namespace(const std::string& name,
                                const std::function<void(const std::string&)>&) override {
    return change("remove namespace", [&] { world_.namespaces.erase(name); });
  }
  base::Result<std::optional<ServiceAccount>> find_service_account(const std::string& namespace_name,
                                                                   const std::string& name) override {
    auto found = world_.service_accounts.find(namespace_name + "/" + name);
    if (found == world_.service_accounts.end()) return std::optional<ServiceAccount>();
    return std::optional(found->second);
  }
  base::Status put_service_account(const ServiceAccount& wanted) override {
    return change("put service account " + wanted.name,
                  [&] { world_.service_accounts[wanted.namespace_name + "/" + wanted.name] = wanted; });
  }
  base::Status remove_service_account(const std::string& namespace_name, const std::string& name) override {
    return change("remove service account " + name,
                  [&] { world_.service_accounts.erase(namespace_name + "/" + name); });
  }
  base::Result<std::string> request_token(const std::string& namespace_name, const std::string& name,
                                          std::string_view, int64_t life_s) override {
    TRY(change("request token " + name, [] {}));
    return fake_token("system:serviceaccount:" + namespace_name + ":" + name, world_.now, life_s);
  }

 private:
  template <typename Effect>
  base::Status change(const std::string& what, Effect effect) {
    if (world_.perform(what, effect)) return {};
    return base::fail(base::ErrorKind::unavailable, "killed here");
  }
  FakeWorld& world_;
};

class FakeRuntime final : public runtime::Runtime, public runtime::Cron {
 public:
  explicit FakeRuntime(FakeWorld& world) : world_(world) {}

  std::string_view name() const override { return "podman"; }
  base::Status check(const base::Deadline&) override { return {}; }
  bool uses_bridge() const override { return true; }
  std::string token_path(const runtime::ServiceSpec&) const override {
    return std::string(runtime::kTokenFolder) + "/token";
  }
  std::string host(const std::string& namespace_name, const std::string& service) const override {
    return service + "." + namespace_name;
  }
  base::Status apply(const runtime::ServiceSpec& service, const std::function<void(const std::string&)>&,
                     const base::Deadline&) override {
    bool done = world_.perform("start " + service.name, [&] {
      world_.services[service.namespace_name + "/" + service.name] = service;
    });
    if (done) return {};
    return base::fail(base::ErrorKind::unavailable, "killed here");
  }
  base::Result<runtime::JobEnd> run_job(const runtime::JobRun& run, const base::Deadline&) override {
    runtime::JobEnd end;
    bool done = world_.perform("run " + run.service.name + " " + base::join(run.service.command, " "), [&] {
      if (world_.on_job) end = world_.on_job(run);
    });
    if (done) return end;
    return base::fail(base::ErrorKind::unavailable, "killed here");
  }
  runtime::Cron* cron() override { return this; }
  base::Status put(const runtime::CronJob& job, const base::Deadline&) override {
    bool done = world_.perform("schedule " + job.service.name, [&] {
      world_.cron_jobs[job.service.namespace_name + "/" + job.service.name] = job;
    });
    if (done) return {};
    return base::fail(base::ErrorKind::unavailable, "killed here");
  }
  base::Result<std::optional<runtime::CronFacts>> find(const std::string& namespace_name,
                                                       const std::string& name,
                                                       const base::Deadline&) override {
    auto found = world_.cron_jobs.find(namespace_name + "/" + name);
    if (found == world_.cron_jobs.end()) return std::optional<runtime::CronFacts>();
    runtime::CronFacts facts = world_.cron_facts;
    facts.fingerprint = found->second.service.fingerprint;
    return std::optional(facts);
  }
  base::Status remove(const std::string& namespace_name, const std::string& service,
                      const base::Deadline&) override {
    bool done = world_.perform("end " + service, [&] {
      world_.services.erase(namespace_name + "/" + service);
      world_.cron_jobs.erase(namespace_name + "/" + service);
    });
    if (done) return {};
    return base::fail(base::ErrorKind::unavailable, "killed here");
  }
  base::Result<std::vector<runtime::Instance>> list(const std::string& namespace_name,
                                                    const base::Deadline&) override {
    std::vector<runtime::Instance> result;
    for (const auto& [name, service] : world_.services) {
      for (int i = 0; i < service.instances && service.namespace_name == namespace_name; ++i) {
        result.push_back({service.namespace_name, service.name, i, fmt::format("{}-{}", name, i),
                          runtime::InstanceState::running, 0, "", service.fingerprint, service.web_identity,
                          world_.now});
      }
    }
    if (world_.on_list) TRY(world_.on_list(result));
    return result;
  }
  base::Result<int> exec(const runtime::Instance&, const std::vector<std::string>&,
                         runtime::ExecInput) override {
    return 0;
  }
  base::Status logs(const runtime::Instance&, bool, const base::Deadline&) override { return {}; }

 private:
  FakeWorld& world_;
};

}  // namespace

std::string fake_token(const std::string& subject, base::Time issued, int64_t life_s) {
  int64_t now = base::to_seconds(issued);
  json::Object claims{{"iss", kFakeIssuer},
                      {"sub", subject},
                      {"aud", json::Array{Value("sts.amazonaws.com")}},
                      {"iat", now},
                      {"exp", now + life_s}};
  std::string header = json::dump(json::Object{{"alg", "RS256"}, {"kid", "key-1"}});
  return base::base64url(header) + "." + base::base64url(json::dump(claims)) + "." +
         base::base64url("signature");
}

base::Result<AccountAccess> FakeWorld::open_account(const AccountReference&, bool, const Progress&) {
  AccountAccess access;
  access.endpoint = "http://127.0.0.1:4566";
  access.bridge_endpoint = "http://10.89.77.1:4566";
  access.embedded = true;
  return access;
}

std::unique_ptr<Cloud> FakeWorld::cloud(const AccountAccess&, const std::string&) {
  return std::make_unique<FakeCloud>(*this);
}

base::Result<std::unique_ptr<ClusterApi>> FakeWorld::cluster_api(const Cluster&, const AccountAccess&,
                                                                 const ClusterAddress&) {
  return std::make_unique<FakeClusterApi>(*this);
}

base::Result<runtime::Runtime*> FakeWorld::runtime(const std::string&, const Cluster&) {
  if (!runtime_) runtime_ = std::make_unique<FakeRuntime>(*this);
  return runtime_.get();
}

base::Result<Fetched> FakeWorld::fetch_issuer(const AccountAccess&, const std::string& url) {
  std::string issuer = kFakeIssuer;
  if (url == issuer + "/keys") return Fetched{200, R"({"keys": []})", {}};
  return Fetched{200, json::dump(json::Object{{"issuer", issuer}, {"jwks_uri", issuer + "/keys"}}), {}};
}

base::Status FakeWorld::keep_token(const runtime::DesiredToken& desired) {
  kept_tokens[desired.namespace_name + "/" + desired.service] = desired;
  return {};
}

base::Status FakeWorld::forget_token(const std::string& namespace_name, const std::string& service) {
  kept_tokens.erase(namespace_name + "/" + service);
  return {};
}

}  // namespace platform
