// Pods in, pods out (testdata/injection.yaml).
#include "services/eks/pod_injection.h"

#include <gtest/gtest.h>

#include <map>

#include "base/diagnostics.h"
#include "base/file.h"
#include "base/text.h"
#include "base/yaml.h"
#include "tests/source_dir.h"

namespace account::eks {
namespace {

using json::Array;
using json::Object;

const std::string kRole = "arn:aws:iam::111122223333:role/app";
const std::string kMountPath = "/var/run/secrets/eks.amazonaws.com/serviceaccount";

json::Value variable(std::string name, std::string value) {
  return Object{{"name", std::move(name)}, {"value", std::move(value)}};
}

// What the cases' words stand for.
const std::map<std::string, json::Value, std::less<>>& words() {
  static const std::map<std::string, json::Value, std::less<>> kWords = {
      {"ROLE", kRole},
      {"REGIONAL", variable("AWS_STS_REGIONAL_ENDPOINTS", "regional")},
      {"DEFAULT_REGION", variable("AWS_DEFAULT_REGION", "eu-west-3")},
      {"REGION", variable("AWS_REGION", "eu-west-3")},
      {"ROLE_ARN", variable("AWS_ROLE_ARN", kRole)},
      {"TOKEN_FILE", variable("AWS_WEB_IDENTITY_TOKEN_FILE", kMountPath + "/token")},
      {"WINDOWS_TOKEN_FILE", variable("AWS_WEB_IDENTITY_TOKEN_FILE",
                                      R"(C:\var\run\secrets\eks.amazonaws.com\serviceaccount\token)")},
      {"ENDPOINT", variable("AWS_ENDPOINT_URL", "http://10.89.78.1:4566")},
      {"MOUNT", Object{{"name", "aws-iam-token"}, {"readOnly", true}, {"mountPath", kMountPath}}}};
  return kWords;
}

json::Value volume(const json::Value& short_form) {
  Object source{{"audience", short_form.string_or("audience", "sts.amazonaws.com")},
                {"expirationSeconds", short_form.int_or("VOLUME", 0)},
                {"path", "token"}};
  return Object{
      {"name", "aws-iam-token"},
      {"projected", Object{{"sources", Array{Object{{"serviceAccountToken", std::move(source)}}}}}}};
}

json::Value written_out(const json::Value& value) {
  if (value.is_string()) {
    auto word = words().find(value.as_string());
    return word == words().end() ? value : word->second;
  }
  if (value.find("VOLUME")) return volume(value);
  json::Value result = value;
  if (result.is_array()) {
    for (json::Value& element : result.as_array()) element = written_out(element);
  } else if (result.is_object()) {
    for (auto& member : result.as_object()) member.value = written_out(member.value);
  }
  return result;
}

json::Value annotated(const json::Value* annotations, json::Object object) {
  Object all;
  if (annotations) {
    for (const auto& member : annotations->as_object())
      all.set("eks.amazonaws.com/" + member.name, written_out(member.value));
  }
  object.set("metadata", Object{{"annotations", std::move(all)}});
  return object;
}

// RFC 6902, as far as we use it: `add`, to a member or to the end of a list.
void apply(const json::Value& operation, json::Value& document) {
  ASSERT_EQ(operation.string_or("op", ""), "add");
  auto parts = base::split(operation.string_or("path", ""), '/');
  json::Value* at = &document;
  for (size_t i = 1; i + 1 < parts.size(); ++i) {
    if (at->is_array()) {
      at = &at->as_array().at(static_cast<size_t>(*base::parse_int(parts[i])));
    } else {
      at = at->as_object().find(parts[i]);
    }
    ASSERT_NE(at, nullptr) << json::dump(operation);  // RFC 6902: what holds it must exist
  }
  if (parts.back() == "-") {
    at->as_array().push_back(*operation.find("value"));
  } else {
    ASSERT_FALSE(at->find(parts.back())) << json::dump(operation);  // it would overwrite
    at->as_object().set(parts.back(), *operation.find("value"));
  }
}

// Objects with their members sorted: their order means nothing.
json::Value sorted(const json::Value& value) {
  json::Value result = value;
  if (result.is_array()) {
    for (json::Value& element : result.as_array()) element = sorted(element);
  } else if (result.is_object()) {
    std::map<std::string, json::Value> members;
    for (const auto& member : value.as_object()) members[member.name] = sorted(member.value);
    Object object;
    for (auto& [name, member] : members) object.set(name, std::move(member));
    result = std::move(object);
  }
  return result;
}

TEST(Injection, of_every_case) {
  std::string text =
      *base::read_file(std::string(SLIPWAY_SOURCE_DIR) + "/src/services/eks/testdata/injection.yaml");
  base::Diagnostics diagnostics("injection.yaml", text);
  auto cases = yaml::parse(text, diagnostics);
  ASSERT_TRUE(cases) << diagnostics.render();
  for (const auto& one : cases->as_object()) {
    SCOPED_TRACE(one.name);
    json::Value spec = written_out(*one.value.find("spec"));
    json::Value pod = annotated(one.value.find("pod"), Object{{"spec", spec}});
    json::Value service_account = annotated(one.value.find("account"), Object{});
    Array patch = inject_identity(pod, service_account, {"eu-west-3", "http://10.89.78.1:4566"});
    const json::Value& out = *one.value.find("out");
    if (out == json::Value("=")) {
      EXPECT_EQ(json::dump(patch), "[]");
      continue;
    }
    for (const json::Value& operation : patch) apply(operation, pod);
    EXPECT_EQ(json::dump(sorted(*pod.find("spec"))), json::dump(sorted(written_out(out))));
    EXPECT_EQ(json::dump(inject_identity(pod, service_account, {"eu-west-3", "http://10.89.78.1:4566"})),
              "[]");
  }
}

TEST(Injection, of_a_cluster_without_an_endpoint_of_its_own) {
  json::Value account =
      Object{{"metadata", Object{{"annotations", Object{{"eks.amazonaws.com/role-arn", kRole}}}}}};
  json::Value pod = Object{{"spec", Object{{"containers", Array{Object{{"name", "app"}}}}}}};
  EXPECT_EQ(json::dump(inject_identity(pod, account, {"eu-west-3", ""})).find("AWS_ENDPOINT_URL"),
            std::string::npos);
}

// Whatever the API server lets through, or somebody makes of it.
TEST(Injection, takes_what_is_no_pod) {
  json::Value account =
      Object{{"metadata", Object{{"annotations", Object{{"eks.amazonaws.com/role-arn", kRole}}}}}};
  for (const char* pod : {"{}", "[]", "null", R"({"spec":null})", R"({"spec":{"containers":{}}})",
                          R"({"spec":{"containers":[null,7,{"env":7}]}})"}) {
    inject_identity(*json::parse(pod), account, {"eu-west-3", ""});
  }
  inject_identity(*json::parse(R"({"spec":{"containers":[{}]}})"), *json::parse(R"({"metadata":7})"),
                  {"", ""});
}

}  // namespace
}  // namespace account::eks
