// One call's way through the wire: route, decode and validate, encode.
#include <benchmark/benchmark.h>

#include "aws/protocol/protocol.h"

namespace {

net::Request request_of(std::string method, std::string path, net::Headers headers) {
  net::Request request;
  request.method = std::move(method);
  request.path = request.target = std::move(path);
  request.headers = std::move(headers);
  request.headers.add("Host", "127.0.0.1:4566");
  return request;
}

void run(benchmark::State& state, std::string_view signing_name, const net::Request& request,
         std::string_view body, bool is_form, const json::Value& output) {
  for (auto _ : state) {
    auto route = aws::route(request, is_form ? body : "", signing_name, {"localhost"});
    auto input = aws::decode_input(*route, request, body);
    if (!input) state.SkipWithError(input.error().message.c_str());
    benchmark::DoNotOptimize(aws::encode_output(*route, output, "id-1"));
  }
}

void get_caller_identity(benchmark::State& state) {
  run(state, "sts", request_of("POST", "/", {}), "Action=GetCallerIdentity&Version=2011-06-15", true,
      json::Object{
          {"UserId", "AIDA"}, {"Account", "123456789012"}, {"Arn", "arn:aws:iam::123456789012:user/u"}});
}
BENCHMARK(get_caller_identity);

void create_role(benchmark::State& state) {
  json::Object role = {{"Path", "/"},
                       {"RoleName", "my-role"},
                       {"RoleId", "AROAEXAMPLE"},
                       {"Arn", "arn:aws:iam::123456789012:role/my-role"},
                       {"CreateDate", 1'763'714'400'000},
                       {"AssumeRolePolicyDocument", "{\"Version\": \"2012-10-17\", \"Statement\": []}"}};
  run(state, "iam", request_of("POST", "/", {}),
      "Action=CreateRole&Version=2010-05-08&RoleName=my-role&AssumeRolePolicyDocument=%7B%22Version%22%3A%"
      "222012-10-17%22"
      "%2C%22Statement%22%3A%5B%5D%7D&Tags.member.1.Key=a&Tags.member.1.Value=b",
      true, json::Object{{"Role", role}});
}
BENCHMARK(create_role);

void put_object(benchmark::State& state) {
  run(state, "s3",
      request_of("PUT", "/bucket/folder/key", {{"x-amz-meta-color", "blue"}, {"Content-Type", "text/plain"}}),
      "", false, json::Object{{"ETag", "\"d41d8cd98f00b204e9800998ecf8427e\""}});
}
BENCHMARK(put_object);

void describe_cluster(benchmark::State& state) {
  json::Object cluster = {{"name", "dev"},
                          {"arn", "arn:aws:eks:eu-west-3:123456789012:cluster/dev"},
                          {"status", "ACTIVE"},
                          {"createdAt", 1'763'714'400'000}};
  run(state, "eks", request_of("GET", "/clusters/dev", {}), "", false, json::Object{{"cluster", cluster}});
}
BENCHMARK(describe_cluster);

}  // namespace
