// Services that speak JSON, and query to those who still do: SQS. The examples are those of its API reference.
#include <gtest/gtest.h>

#include "aws/testing/wire.h"
#include "base/seeded_random.h"

namespace aws {
namespace {

const Service kSqs = Service::find("sqs").value();

net::Request json_request(std::string_view operation) {
  return request_of("POST", "/",
                    {{"Host", "127.0.0.1"},
                     {"X-Amz-Target", fmt::format("AmazonSQS.{}", operation)},
                     {"Content-Type", "application/x-amz-json-1.0"}});
}

// The decoded input, or the error's code.
std::string read_form(std::string_view form) {
  net::Request request = request_of("POST", "/", {{"Host", "127.0.0.1"}});
  EXPECT_TRUE(carries_form(request, "sqs"));
  auto found = route(request, form, "sqs", {});
  if (!found) return found.error().code;
  EXPECT_EQ(found->protocol, Protocol::query);
  auto input = decode_input(*found, request, "");
  return input ? json::dump(*input) : input.error().code;
}

TEST(TwoProtocols, TheRequestDecides) {
  net::Request request = json_request("GetQueueUrl");
  EXPECT_FALSE(carries_form(request, "sqs"));
  auto found = route(request, {}, "sqs", {});
  ASSERT_TRUE(found) << found.error().code;
  EXPECT_EQ(found->protocol, Protocol::json);
  EXPECT_EQ(json::dump(*decode_input(*found, request, R"({"QueueName":"q"})")), R"({"QueueName":"q"})");
  EXPECT_EQ(read_form("Action=GetQueueUrl&Version=2012-11-05&QueueName=q"), R"({"QueueName":"q"})");
  EXPECT_EQ(read_form("QueueName=q"), "MissingAction");
  EXPECT_EQ(read_form("Action=GetQueueUrl&Version=2011-10-01&QueueName=q"), "InvalidAction");
}

TEST(TwoProtocols, ReadsTheNamesOfTheQueryProtocol) {
  struct Row {
    std::string_view form, input;
  };
  for (
      auto [form, input] : {
          Row{"Action=CreateQueue&QueueName=q&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=40&Tag.1."
              "Key=k&"
              "Tag.1.Value=v",
              R"({"QueueName":"q","Attributes":{"VisibilityTimeout":"40"},"tags":{"k":"v"}})"},
          Row{"Action=ReceiveMessage&QueueUrl=u&MaxNumberOfMessages=5&AttributeName.1=All&"
              "MessageAttributeName.1=a",
              R"({"QueueUrl":"u","AttributeNames":["All"],"MessageAttributeNames":["a"],"MaxNumberOfMessages":5})"},
          Row{"Action=SendMessage&QueueUrl=u&MessageBody=b&MessageAttribute.1.Name=n&"
              "MessageAttribute.1.Value.StringValue=s&MessageAttribute.1.Value.DataType=String",
              R"({"QueueUrl":"u","MessageBody":"b","MessageAttributes":{"n":{"StringValue":"s","DataType":"String"}}})"},
          Row{"Action=DeleteMessage&QueueUrl=u&ReceiptHandle=r%2B%3D",
              R"({"QueueUrl":"u","ReceiptHandle":"r+="})"},
      }) {
    EXPECT_EQ(read_form(fmt::format("Version=2012-11-05&{}", form)), input) << form;
  }
}

Route route_of(std::string_view operation, Protocol protocol) {
  return {kSqs, *kSqs.find_operation(operation), protocol, {}, {}, false};
}

std::string body_of(const net::Response& response) {
  return std::get<std::string>(response.body);
}

TEST(TwoProtocols, WritesTheNamesOfTheQueryProtocol) {
  json::Object message{{"MessageId", "m"},
                       {"ReceiptHandle", "r"},
                       {"Body", "b"},
                       {"Attributes", json::Object{{"SenderId", "s"}}}};
  json::Value output = json::Object{{"Messages", json::Array{std::move(message)}}};
  EXPECT_EQ(
      body_of(*encode_output(route_of("ReceiveMessage", Protocol::query), output, "id")),
      R"(<ReceiveMessageResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><ReceiveMessageResult>)"
      "<Message><MessageId>m</MessageId><ReceiptHandle>r</ReceiptHandle><Body>b</"
      "Body><Attribute><Name>SenderId"
      "</Name><Value>s</Value></Attribute></Message></ReceiveMessageResult><ResponseMetadata><RequestId>id"
      "</RequestId></ResponseMetadata></ReceiveMessageResponse>");
  EXPECT_EQ(
      body_of(*encode_output(route_of("ReceiveMessage", Protocol::json), output, "id")),
      R"({"Messages":[{"MessageId":"m","ReceiptHandle":"r","Body":"b","Attributes":{"SenderId":"s"}}]})");
}

// Each protocol has its own code for one error, and JSON's answer tells both.
TEST(TwoProtocols, ErrorsHaveTheCodeOfEach) {
  for (const char* code : {"QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"}) {
    Error error{code, 400, "no such queue", {}};
    net::Response json = encode_error(error_form(route_of("SendMessage", Protocol::json)), error, "id", "");
    EXPECT_EQ(body_of(json), R"({"__type":"QueueDoesNotExist","message":"no such queue"})");
    EXPECT_EQ(json.headers.get("x-amzn-query-error"), "AWS.SimpleQueueService.NonExistentQueue;Sender");
    net::Response query = encode_error(error_form(route_of("SendMessage", Protocol::query)), error, "id", "");
    EXPECT_NE(body_of(query).find("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>"), std::string::npos);
    EXPECT_FALSE(query.headers.find("x-amzn-query-error"));
    // As AWS's SDKs do, a client goes by the code that was there first.
    for (const net::Response& response : {json, query}) {
      Call call{kSqs, *kSqs.find_operation("SendMessage"),
                &response == &query ? Protocol::query : Protocol::json};
      if (std::string_view(body_of(response)).starts_with('<')) call.protocol = Protocol::query;
      auto answer = decode_answer(call, {response.status, response.headers, body_of(response)});
      ASSERT_FALSE(answer);
      EXPECT_EQ(answer.error().code, "AWS.SimpleQueueService.NonExistentQueue");
    }
  }
  Error other{"AccessDeniedException", 403, "no", {}};
  net::Response json = encode_error(error_form(route_of("SendMessage", Protocol::json)), other, "id", "");
  EXPECT_FALSE(json.headers.find("x-amzn-query-error"));
}

// What is written in either protocol is read back.
TEST(TwoProtocols, EveryValueComesThroughBoth) {
  base::SeededRandom random(5);
  for (Protocol protocol : {Protocol::json, Protocol::query}) {
    for (uint32_t i = 0; i < kSqs.operation_count(); ++i) {
      Operation operation = kSqs.operation(i);
      for (int k = 0; k < 50; ++k) {
        json::Value input = ValueMaker(random, protocol, false).structure(*operation.input());
        auto encoded = encode_call({kSqs, operation, protocol}, input);
        ASSERT_TRUE(encoded) << encoded.error().message;
        net::Request request = request_of(*encoded);
        auto found = route(request, form_of(*encoded), "sqs", {});
        ASSERT_TRUE(found) << found.error().code;
        auto read = decode_input(*found, request, encoded->body);
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_EQ(*read, input) << operation.name();
        if (!operation.output()) continue;
        json::Value output = ValueMaker(random, protocol, false).structure(*operation.output());
        net::Response response = *encode_output(*found, output, "id");
        auto back = decode_answer({kSqs, operation, protocol},
                                  {response.status, response.headers, body_of(response)});
        ASSERT_TRUE(back) << back.error().message;
        EXPECT_EQ(*back, output) << operation.name();
      }
    }
  }
}

}  // namespace
}  // namespace aws
