#include "aws/route/rpc.h"

#include <gtest/gtest.h>

#include "aws/protocol/protocol.h"
#include "aws/route/route.h"
#include "aws/testing/wire.h"

namespace aws {
namespace {

net::Request post(std::string_view path) {
  return request_of("POST", path, {{"Host", "127.0.0.1"}, {"Content-Type", "application/cbor"}});
}

TEST(RpcRoute, follows_from_the_path) {
  net::Request request = post("/service/GraniteServiceVersion20100801/operation/ListMetrics");
  EXPECT_TRUE(is_rpc(request, "monitoring"));
  EXPECT_FALSE(carries_form(request, "monitoring"));
  EXPECT_EQ(error_form(request, "monitoring").protocol, Protocol::json);
  auto found = route(request, {}, "monitoring", {});
  ASSERT_TRUE(found) << found.error().code;
  EXPECT_EQ(found->service.id(), "cloudwatch");
  EXPECT_EQ(found->operation.name(), "ListMetrics");
  EXPECT_EQ(found->protocol, Protocol::json);
  auto unknown = route(post("/service/GraniteServiceVersion20100801/operation/None"), {}, "monitoring", {});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, "UnknownOperationException");
}

// Of another service, an object may have such a name.
TEST(RpcRoute, is_of_the_service_that_signs) {
  EXPECT_FALSE(is_rpc(post("/service/GraniteServiceVersion20100801/operation/ListMetrics"), "s3"));
  EXPECT_FALSE(is_rpc(post("/service//operation/ListMetrics"), "s3"));
  EXPECT_FALSE(is_rpc(post("/service/DynamoDB_20120810/operation/ListTables"), "dynamodb"));
  for (std::string_view path : {"/", "/service/GraniteServiceVersion20100801",
                                "/service/a/b/operation/ListMetrics", "/operation/ListMetrics"})
    EXPECT_FALSE(is_rpc(post(path), "monitoring")) << path;
  net::Request get = post("/service/GraniteServiceVersion20100801/operation/ListMetrics");
  get.method = "GET";
  EXPECT_FALSE(is_rpc(get, "monitoring"));
}

// A model that has both protocols names the codes of query; JSON calls errors by their shapes, and tells both.
TEST(RpcRoute, errors_have_the_names_of_their_protocol) {
  Service service = *Service::find("cloudwatch");
  Error error{"InvalidParameterValue", 400, "no", {}};
  Route route{service, *service.find_operation("PutMetricData"), Protocol::json, {}, {}, false};
  net::Response json = encode_error(error_form(route), error, "id", "");
  EXPECT_EQ(std::get<std::string>(json.body),
            R"({"__type":"InvalidParameterValueException","message":"no"})");
  EXPECT_EQ(json.headers.get("x-amzn-query-error"), "InvalidParameterValue;Sender");
  route.protocol = Protocol::query;
  net::Response query = encode_error(error_form(route), error, "id", "");
  EXPECT_NE(std::get<std::string>(query.body).find("<Code>InvalidParameterValue</Code>"), std::string::npos);
}

}  // namespace
}  // namespace aws
