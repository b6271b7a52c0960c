// What stands on the wire, byte for byte, and what is refused there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "aws/testing/wire.h"

namespace aws {
namespace {

using testing::HasSubstr;

Route route_to(std::string_view service, std::string_view operation) {
  Service found = Service::find(service).value();
  return {found, found.find_operation(operation).value(), found.protocol(), {}, {}, false};
}

std::string body_of(const net::Response& response) {
  return std::get<std::string>(response.body);
}

std::string answer(std::string_view service, std::string_view operation, const json::Value& output) {
  return body_of(*encode_output(route_to(service, operation), output, "id-1"));
}

// "code: message", or the decoded value as JSON.
std::string said(const Result<json::Value>& result) {
  return result ? json::dump(*result) : fmt::format("{}: {}", result.error().code, result.error().message);
}

std::string query(std::string_view service, std::string_view operation, std::string_view form) {
  Route route = route_to(service, operation);
  route.parameters = parse_parameters(form).value();
  return said(decode_input(route, request_of("POST", "/"), ""));
}

std::string rest(std::string_view service, std::string_view line, std::string_view body,
                 net::Headers headers = {}) {
  size_t space = line.find(' ');
  headers.add("Host", "127.0.0.1");
  net::Request request = request_of(line.substr(0, space), line.substr(space + 1), std::move(headers));
  auto found = route(request, {}, service, {});
  return found ? said(decode_input(*found, request, body)) : found.error().code;
}

constexpr std::string_view kMalformedXml =
    "MalformedXML: The XML you provided was not well-formed or did not validate against our published schema";

TEST(WireForm, QueryAnswersAreWhatStsAndIamWrite) {
  EXPECT_EQ(
      answer("sts", "GetCallerIdentity",
             json::Object{{"UserId", "AIDA"},
                          {"Account", "123456789012"},
                          {"Arn", "arn:aws:iam::123456789012:user/a&b"}}),
      "<GetCallerIdentityResponse "
      "xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult>"
      "<UserId>AIDA</UserId><Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/a&amp;b</Arn>"
      "</GetCallerIdentityResult><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata>"
      "</GetCallerIdentityResponse>");
  EXPECT_EQ(answer("iam", "DeleteRole", nullptr),
            "<DeleteRoleResponse "
            "xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><ResponseMetadata><RequestId>id-1"
            "</RequestId></ResponseMetadata></DeleteRoleResponse>");
  net::Response response = *encode_output(route_to("iam", "DeleteRole"), nullptr, "id-1");
  EXPECT_EQ(response.headers.get("x-amzn-requestid"), "id-1");
  EXPECT_EQ(response.headers.get("content-type"), "text/xml");
}

TEST(WireForm, IamEncodesPoliciesAndShowsWholeSecondsAndEmptyLists) {
  json::Object role = {{"Path", "/"},
                       {"RoleName", "r"},
                       {"RoleId", "AROA"},
                       {"Arn", "arn:aws:iam::123456789012:role/r"},
                       {"CreateDate", int64_t{1763714400123}},
                       {"AssumeRolePolicyDocument", "{\"Version\": \"2012-10-17\"}"},
                       {"Tags", json::Array{}}};
  std::string body = answer("iam", "GetRole", json::Object{{"Role", role}});
  EXPECT_THAT(body, HasSubstr("<AssumeRolePolicyDocument>%7B%22Version%22%3A%20%222012-10-17%22%7D</"));
  EXPECT_THAT(body, HasSubstr("<CreateDate>2025-11-21T08:40:00Z</CreateDate>"));
  EXPECT_THAT(body, HasSubstr("<Tags/>"));
}

TEST(WireForm, S3AnswersAreWhatS3Writes) {
  json::Object bucket = {{"Name", "b"}, {"CreationDate", int64_t{1763714400000}}};
  EXPECT_EQ(
      answer("s3", "ListBuckets",
             json::Object{{"Buckets", json::Array{bucket}}, {"Owner", json::Object{{"ID", "1"}}}}),
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<ListAllMyBucketsResult "
      "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Buckets><Bucket><Name>b</Name>"
      "<CreationDate>2025-11-21T08:40:00.000Z</CreationDate></Bucket></Buckets><Owner><ID>1</ID></Owner>"
      "</ListAllMyBucketsResult>");
  EXPECT_THAT(answer("s3", "GetBucketLocation", json::Object{{"LocationConstraint", "eu-west-3"}}),
              HasSubstr("<LocationConstraint "
                        "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">eu-west-3</LocationConstraint>"));
  EXPECT_THAT(
      answer("s3", "ListObjectsV2",
             json::Object{{"Contents", json::Array{json::Object{{"Key", "a\r\x01"}}}}}),
      HasSubstr(
          "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Contents><Key>a&#xD;&#x1;"));
  json::Object grantee = {{"Type", "CanonicalUser"}, {"ID", "1"}};
  EXPECT_THAT(
      answer("s3", "GetBucketAcl", json::Object{{"Grants", json::Array{json::Object{{"Grantee", grantee}}}}}),
      HasSubstr("<AccessControlList><Grant><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                "xsi:type=\"CanonicalUser\"><ID>1</ID></Grantee></Grant></AccessControlList>"));
  EXPECT_EQ(answer("s3", "GetBucketPolicy", json::Object{{"Policy", "{}"}}), "{}");

  net::Response head = *encode_output(route_to("s3", "HeadObject"),
                                      json::Object{{"ContentLength", 3},
                                                   {"LastModified", int64_t{1763714400000}},
                                                   {"Metadata", json::Object{{"a", "1"}}}},
                                      "id-1");
  EXPECT_EQ(head.headers.get("Content-Length"), "3");
  EXPECT_EQ(head.headers.get("Last-Modified"), "Fri, 21 Nov 2025 08:40:00 GMT");
  EXPECT_EQ(head.headers.get("x-amz-meta-a"), "1");
  EXPECT_EQ(head.headers.get("x-amz-request-id"), "id-1");
  EXPECT_FALSE(head.headers.get("x-amz-id-2").empty());
  EXPECT_EQ(encode_output(route_to("s3", "DeleteObject"), nullptr, "id-1")->status, 204);

  net::Response split = *encode_output(route_to("s3", "GetObject"),
                                       json::Object{{"ContentDisposition", "a\r\nSet-Cookie: b"}}, "id-1");
  EXPECT_EQ(split.headers.get("Content-Disposition"), "a  Set-Cookie: b");
}

TEST(WireForm, EksAnswersAreJsonWithSeconds) {
  json::Object cluster = {{"name", "dev"}, {"createdAt", int64_t{1763714400123}}, {"tags", json::Object{}}};
  EXPECT_EQ(answer("eks", "DescribeCluster", json::Object{{"cluster", cluster}}),
            R"({"cluster":{"name":"dev","createdAt":1763714400.123,"tags":{}}})");
}

TEST(WireForm, OurOwnMistakesAreInternalFailures) {
  for (const json::Value& output :
       {json::Value(json::Object{{"UserID", "x"}}), json::Value(json::Object{{"Account", 1}}),
        json::Value(json::Object{{"Account", nullptr}}), json::Value("text"),
        json::Value(json::Object{{"Arn", "\xff"}})}) {
    Result<net::Response> response = encode_output(route_to("sts", "GetCallerIdentity"), output, "id-1");
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, "InternalFailure");
    EXPECT_EQ(response.error().status, 500);
  }
  EXPECT_FALSE(encode_output(route_to("iam", "GetRole"), nullptr, "id-1"));  // `Role` is required
  Route buckets = route_to("s3", "ListBuckets");
  Result<net::Response> failed = encode_output(buckets, "text", "id-1");
  ASSERT_FALSE(failed);
  EXPECT_THAT(body_of(encode_error(error_form(buckets), failed.error(), "id-1", "")),
              HasSubstr("<Code>InternalError</Code>"));
}

TEST(WireForm, BadQueryParametersAreAnsweredInAwsWords) {
  EXPECT_EQ(
      query("iam", "GetRole", "Action=GetRole&Version=2010-05-08&RoleName=a%20b"),
      "ValidationError: 1 validation error detected: Value 'a b' at 'roleName' failed to satisfy constraint: "
      "Member must satisfy regular expression pattern: [\\w+=,.@-]+");
  EXPECT_EQ(query("iam", "GetRole", ""),
            "ValidationError: 1 validation error detected: Value at 'roleName' failed to satisfy constraint: "
            "Member must not be null");
  EXPECT_EQ(
      query("sts", "AssumeRole", "RoleArn=arn&RoleSessionName=x&DurationSeconds=60"),
      "ValidationError: 3 validation errors detected: Value 'arn' at 'roleArn' failed to satisfy constraint: "
      "Member must have length greater than or equal to 20; Value 'x' at 'roleSessionName' failed to satisfy "
      "constraint: Member must have length greater than or equal to 2; Value '60' at 'durationSeconds' "
      "failed to "
      "satisfy constraint: Member must have value greater than or equal to 900");
  EXPECT_THAT(query("iam", "UpdateAccessKey", "AccessKeyId=AKIAIOSFODNN7EXAMPLE&Status=On"),
              HasSubstr("Value 'On' at 'status' failed to satisfy constraint: Member must satisfy enum value "
                        "set: [Active, "));
  EXPECT_THAT(query("iam", "TagRole", "RoleName=r&Tags.member.1.Key=a%23&Tags.member.1.Value=v"),
              HasSubstr("at 'tags.1.member.key' failed"));
  EXPECT_THAT(query("iam", "CreateLoginProfile", "UserName=u&Password=%F0%9F%90%B3"),
              HasSubstr("Value at 'password' failed"));
}

TEST(WireForm, UnknownOrTwistedQueryParametersAreRefused) {
  EXPECT_EQ(query("iam", "GetRole", "RolName=r"),
            "ValidationError: RolName: unknown member `RolName`: did you mean `RoleName`?");
  EXPECT_EQ(query("sts", "GetCallerIdentity", "Action=x&Version=y&X-Amz-Date=z&AWSAccessKeyId=k&Signature=s"),
            "{}");
  EXPECT_THAT(query("iam", "GetRole", "RoleName=a&RoleName=b"), HasSubstr("MalformedInput: RoleName: "));
  EXPECT_THAT(query("iam", "GetRole", "RoleName.1=a"), HasSubstr("start of structure"));
  EXPECT_THAT(query("iam", "ListRoles", "MaxItems=many"),
              HasSubstr("ValidationError: MaxItems: not an integer"));
  EXPECT_THAT(query("iam", "TagRole", "RoleName=r&Tags.1.Key=a"), HasSubstr("only `.member` may follow"));
  EXPECT_THAT(query("iam", "TagRole", "RoleName=r&Tags.member.x.Key=a"), HasSubstr("a number is expected"));
  EXPECT_THAT(query("iam", "TagRole", "RoleName=r&Tags=a"), HasSubstr("a list is expected"));
  EXPECT_EQ(
      query("iam", "TagRole",
            "RoleName=r&Tags.member.7.Key=b&Tags.member.7.Value=&Tags.member.2.Key=a&Tags.member.2.Value=1"),
      R"({"RoleName":"r","Tags":[{"Key":"a","Value":"1"},{"Key":"b","Value":""}]})");
  std::string deep = "RoleName=r&Tags";
  for (int i = 0; i < 100; ++i) deep += ".member";
  EXPECT_THAT(query("iam", "TagRole", deep + "=x"), HasSubstr("too deep"));
}

TEST(WireForm, BadRestRequestsAreAnsweredInTheWordsOfTheirService) {
  EXPECT_THAT(rest("eks", "POST /clusters", "{"), HasSubstr("SerializationException: "));
  EXPECT_THAT(rest("eks", "POST /clusters", "[]"), HasSubstr("SerializationException: "));
  EXPECT_THAT(rest("eks", "POST /clusters", R"({"nam":"x"})"),
              HasSubstr("InvalidParameterException: nam: unknown member `nam`"));
  EXPECT_THAT(rest("eks", "POST /clusters", R"({"name":1})"),
              HasSubstr("InvalidParameterException: name: a string is expected"));
  EXPECT_THAT(rest("eks", "POST /clusters", R"({"name":"-"})"), HasSubstr("InvalidParameterException: "));
  EXPECT_THAT(rest("eks", "GET /clusters?maxResults=x", ""),
              HasSubstr("InvalidParameterException: maxResults"));
  EXPECT_THAT(rest("eks", "GET /clusters?nope=1", ""), HasSubstr("InvalidParameterException: nope"));
  EXPECT_EQ(rest("eks", "GET /clusters?maxResults=5&x-id=ListClusters", ""), R"({"maxResults":5})");
  EXPECT_EQ(rest("eks", "DELETE /clusters/dev", ""), R"({"name":"dev"})");
}

TEST(WireForm, BadS3RequestsAreAnsweredInTheWordsOfS3) {
  EXPECT_EQ(rest("s3", "PUT /b?tagging", "<Tagging><TagSet></Tagging>"), kMalformedXml);
  EXPECT_EQ(rest("s3", "PUT /b?tagging", "<Taging><TagSet/></Taging>"), kMalformedXml);
  EXPECT_EQ(rest("s3", "PUT /b?tagging", "<Tagging><TagSet><Tag><Kay>a</Kay></Tag></TagSet></Tagging>"),
            kMalformedXml);
  EXPECT_EQ(rest("s3", "PUT /b?versioning",
                 "<VersioningConfiguration><Status>On</Status></VersioningConfiguration>"),
            kMalformedXml);
  EXPECT_EQ(rest("s3", "PUT /b?tagging", ""), "MissingRequestBodyError: Request Body is empty");
  EXPECT_EQ(rest("s3", "PUT /b",
                 "<CreateBucketConfiguration><LocationConstraint>mars</LocationConstraint></"
                 "CreateBucketConfiguration>"),
            "InvalidLocationConstraint: The specified location-constraint is not valid");
  EXPECT_THAT(rest("s3", "GET /b?max-keys=many", ""), HasSubstr("InvalidArgument: MaxKeys"));
  EXPECT_THAT(rest("s3", "PUT /b", "", {{"x-amz-acl", "open"}}), HasSubstr("InvalidArgument: "));
  EXPECT_THAT(rest("s3", "PUT /b/k", "", {{"x-amz-storage-class", "TAPE"}}),
              HasSubstr("InvalidStorageClass: "));
  EXPECT_EQ(rest("s3", "GET /b/k", "", {{"If-Modified-Since", "yesterday"}}), R"({"Bucket":"b","Key":"k"})");
  EXPECT_EQ(rest("s3", "GET /b/k", "", {{"x-amz-meta-a", "1"}, {"If-None-Match", "\"e\""}}),
            R"({"Bucket":"b","IfNoneMatch":"\"e\"","Key":"k"})");
  EXPECT_EQ(rest("s3", "PUT /b/k", "", {{"X-Amz-Meta-Color", "caf\xE9"}}),
            "{\"Bucket\":\"b\",\"Key\":\"k\",\"Metadata\":{\"color\":\"caf\xC3\xA9\"}}");
}

TEST(WireForm, XmlThatAttacksIsRefused) {
  auto put = [](const std::string& body) { return rest("s3", "PUT /b?tagging", body); };
  EXPECT_EQ(put("<?xml version=\"1.0\"?><!DOCTYPE t [<!ENTITY a \"b\">]><Tagging><TagSet/></Tagging>"),
            kMalformedXml);
  EXPECT_EQ(put("<!DOCTYPE t SYSTEM \"file:///etc/passwd\"><Tagging><TagSet/></Tagging>"), kMalformedXml);
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "<Tagging>";
  EXPECT_EQ(put(deep), kMalformedXml);
  EXPECT_EQ(put("<Tagging><TagSet>" + std::string(9 << 20, ' ') + "</TagSet></Tagging>"), kMalformedXml);
  EXPECT_EQ(put("<Tagging><TagSet><Tag><Key>\xff</Key></Tag></TagSet></Tagging>"), kMalformedXml);
  EXPECT_EQ(put("<Tagging><TagSet><Tag><Key>a<x/></Key><Value/></Tag></TagSet></Tagging>"), kMalformedXml);
  EXPECT_EQ(put("<Tagging><TagSet/><TagSet/></Tagging>"), kMalformedXml);
}

TEST(WireForm, XmlIsReadAsItsWritersWriteIt) {
  EXPECT_EQ(
      rest("s3", "PUT /b?tagging",
           "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<s:Tagging "
           "xmlns:s=\"http://s3.amazonaws.com/doc/2006-03-01/\">\n"
           " <s:TagSet>\n  <s:Tag><s:Key>a<!-- c -->b</s:Key><s:Value><![CDATA[<v>]]></s:Value></s:Tag>\n"
           "  <s:Tag><s:Key>&amp;&#x41;</s:Key><s:Value> </s:Value></s:Tag>\n </s:TagSet>\n</s:Tagging>\n"),
      R"({"Bucket":"b","Tagging":{"TagSet":[{"Key":"ab","Value":"<v>"},{"Key":"&A","Value":" "}]}})");
}

// --- errors ---

TEST(WireForm, ErrorsHaveTheFormOfTheirFamily) {
  Error missing{"NoSuchEntity", 404, "The role with name r cannot be found.", {}};
  net::Response iam = encode_error(error_form(route_to("iam", "GetRole")), missing, "id-1", {});
  EXPECT_EQ(iam.status, 404);
  EXPECT_EQ(
      body_of(iam),
      "<ErrorResponse "
      "xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender</Type><Code>NoSuchEntity"
      "</Code><Message>The role with name r cannot be found.</Message></Error><RequestId>id-1</RequestId>"
      "</ErrorResponse>");

  Error gone{"ResourceNotFoundException", 404, "No cluster found for name: dev.", {{"clusterName", "dev"}}};
  net::Response eks = encode_error(error_form(route_to("eks", "DescribeCluster")), gone, "id-1", {});
  EXPECT_EQ(eks.headers.get("x-amzn-ErrorType"), "ResourceNotFoundException");
  EXPECT_EQ(eks.headers.get("x-amzn-RequestId"), "id-1");
  EXPECT_EQ(body_of(eks), R"({"message":"No cluster found for name: dev.","clusterName":"dev"})");

  Error bucket{"NoSuchBucket", 404, "The specified bucket does not exist", {{"BucketName", "b"}}};
  net::Response s3 = encode_error(error_form(route_to("s3", "GetObject")), bucket, "id-1", "/b/k");
  EXPECT_EQ(body_of(s3),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>NoSuchBucket</Code><Message>The "
            "specified bucket does "
            "not "
            "exist</Message><BucketName>b</BucketName><Resource>/b/k</Resource><RequestId>id-1</"
            "RequestId><HostId>" +
                std::string(s3.headers.get("x-amz-id-2")) + "</HostId></Error>");
  EXPECT_EQ(body_of(encode_error(error_form(route_to("s3", "HeadObject")), bucket, "id-1", "/b/k")), "");
  EXPECT_EQ(
      body_of(encode_error({Protocol::json, {}, false, false}, gone, "id-1", {})),
      R"({"__type":"ResourceNotFoundException","message":"No cluster found for name: dev.","clusterName":"dev"})");
  EXPECT_EQ(body_of(encode_error({Protocol::ec2, {}, false, false}, missing, "id-1", {})),
            "<?xml version=\"1.0\" "
            "encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>NoSuchEntity</Code><Message>The role "
            "with name r cannot be found.</Message></Error></Errors><RequestID>id-1</RequestID></Response>");
}

TEST(WireForm, ErrorsSurviveTheWire) {
  for (auto [service, operation] : {std::pair("iam", "GetRole"),
                                    {"sts", "AssumeRole"},
                                    {"eks", "DescribeCluster"},
                                    {"s3", "GetObject"},
                                    {"s3", "CompleteMultipartUpload"}}) {
    Route route = route_to(service, operation);
    Error sent{"AccessDenied", 403, "not <allowed>", {}};
    if (route.operation.name() == "CompleteMultipartUpload") sent.status = 200;
    net::Response response = encode_error(error_form(route), sent, "id-1", {});
    auto read =
        decode_output(route.service, route.operation, response.status, response.headers, body_of(response));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, "AccessDenied");
    EXPECT_EQ(read.error().status, sent.status);
    EXPECT_EQ(read.error().message, "not <allowed>");
  }
  Route head = route_to("s3", "HeadObject");
  auto missing = decode_output(head.service, head.operation, 404, {}, "");
  EXPECT_EQ(missing.error().code, "NotFound");
  Route describe = route_to("eks", "DescribeCluster");
  Error gone{"ResourceNotFoundException", 404, "gone", {{"clusterName", "dev"}}};
  net::Response response = encode_error(error_form(describe), gone, "id-1", {});
  auto read = decode_output(describe.service, describe.operation, 404, response.headers, body_of(response));
  EXPECT_EQ(json::dump(read.error().members), R"({"clusterName":"dev"})");
}

TEST(WireForm, ClientsLiveWithWhatAwsAddsAndWithNonsense) {
  Route identity = route_to("sts", "GetCallerIdentity");
  auto read = [&](std::string_view body) {
    return said(decode_output(identity.service, identity.operation, 200, {}, body));
  };
  EXPECT_EQ(read("<GetCallerIdentityResponse><GetCallerIdentityResult><Account>1</Account><New>x</New>"
                 "</GetCallerIdentityResult></GetCallerIdentityResponse>"),
            R"({"Account":"1"})");
  EXPECT_THAT(read("<html>"), HasSubstr("UnreadableAnswer"));
  EXPECT_THAT(read(""), HasSubstr("UnreadableAnswer"));
  auto failed = decode_output(identity.service, identity.operation, 502, {}, "<html>bad gateway");
  EXPECT_EQ(failed.error().code, "Http502");
  auto wrong = encode_input(identity.service, identity.service.find_operation("AssumeRole").value(),
                            json::Object{{"RoleARN", "x"}});
  EXPECT_EQ(wrong.error().message,
            "sts AssumeRole: AssumeRoleRequest: unknown member `RoleARN`: did you mean `RoleArn`?");
}

}  // namespace
}  // namespace aws
