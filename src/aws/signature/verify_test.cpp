// Every reason for which a signature is refused, with the code of each family of services.
#include <gtest/gtest.h>

#include <functional>

#include "aws/signature/signature.h"
#include "base/encoding.h"
#include "crypto/digest.h"

namespace aws {
namespace {

const base::Time kNow = *base::parse_iso8601("20261121T120000Z");
const Credentials kKey{"AKIAEXAMPLE", base::Secret("secret"), {}};
const Credentials kSession{"ASIAEXAMPLE", base::Secret("secret"), base::Secret("token+/=")};

struct Call {
  net::Request request;
  std::string body;
};

// The same call to a service of each family: s3, sts (query), eks (rest-json), sqs (json).
Call call_to(std::string_view service) {
  Call call;
  call.request.method = "POST";
  call.request.path = service == "s3" ? "/bucket/a%20key" : "/";
  call.request.headers = {{"Host", "127.0.0.1:4566"}};
  if (service == "sts") {
    call.request.headers.add("Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
    call.body = "Action=GetCallerIdentity&Version=2011-06-15";
  } else if (service == "sqs") {
    call.request.headers.add("X-Amz-Target", "AmazonSQS.ListQueues");
    call.body = "{}";
  }
  return call;
}

void sign_call(Call& call, std::string_view service, const Credentials& key = kKey, base::Time at = kNow) {
  sign(call.request.headers, call.request.method, call.request.path, call.request.query, call.body, key,
       {"eu-west-3", std::string(service)}, at);
}

void presign_call(Call& call, std::string_view service, std::chrono::seconds expires,
                  const Credentials& key = kKey, base::Time at = kNow) {
  call.body.clear();
  call.request.query = presign(call.request.headers, call.request.method, call.request.path,
                               call.request.query, key, {"eu-west-3", std::string(service)}, at, expires);
}

// "ok", or "CODE STATUS".
std::string verdict(const Call& call, base::Time now = kNow) {
  auto claim = read_signature(call.request);
  if (!claim) return fmt::format("{} {}", claim.error().code, claim.error().status);
  if (!*claim) return "unsigned";
  SigningKeys keys;
  auto result = verify_signature(call.request, **claim, base::Secret("secret"),
                                 base::hex(crypto::sha256(call.body)), now, keys);
  return result ? "ok" : fmt::format("{} {}", result.error().code, result.error().status);
}

void replace(std::string& text, std::string_view from, std::string_view to) {
  size_t at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
}

void edit_header(Call& call, std::string_view name, std::string_view from, std::string_view to) {
  std::string value(call.request.headers.get(name));
  replace(value, from, to);
  call.request.headers.set(name, value);
}

TEST(Verify, SignedByUs) {
  for (std::string_view service : {"s3", "sts", "eks", "sqs"}) {
    for (const Credentials& key : {kKey, kSession}) {
      Call call = call_to(service);
      sign_call(call, service, key);
      EXPECT_EQ(verdict(call), "ok") << service;
      call = call_to(service);
      presign_call(call, service, std::chrono::seconds(60), key);
      EXPECT_EQ(verdict(call), "ok") << service;
    }
  }
}

// What spoils a call that was signed in the header, and what each family says to it.
struct Fault {
  std::string name;
  std::function<void(Call&)> spoil;
  std::string s3, query, json;
};

std::vector<Fault> header_faults() {
  auto header = [](std::string name, std::string from, std::string to) {
    return [=](Call& call) { edit_header(call, name, from, to); };
  };
  auto add = [](std::string name, std::string value) {
    return [=](Call& call) { call.request.headers.set(name, value); };
  };
  std::string malformed = "AuthorizationHeaderMalformed 400", incomplete = "IncompleteSignature 400",
              incomplete_json = "IncompleteSignatureException 400", no_match = "SignatureDoesNotMatch 403",
              invalid = "InvalidSignatureException 403", denied = "AccessDenied 403",
              invalid_request = "InvalidRequest 400";
  return {
      {"signature", header("Authorization", "Signature=", "Signature=0"), no_match, no_match, invalid},
      {"method", [](Call& call) { call.request.method = "GET"; }, no_match, no_match, invalid},
      {"path", [](Call& call) { call.request.path += "x"; }, no_match, no_match, invalid},
      {"query", [](Call& call) { call.request.query = "x"; }, no_match, no_match, invalid},
      {"host", add("Host", "127.0.0.1"), no_match, no_match, invalid},
      {"region", header("Authorization", "eu-west-3", "eu-west-1"), no_match, no_match, invalid},
      {"scope date", header("Authorization", "/20261121/", "/20261120/"), malformed, no_match, invalid},
      {"terminator", header("Authorization", "aws4_request", "aws4"), malformed, no_match, invalid},
      {"no terminator", header("Authorization", "/aws4_request", ""), malformed, incomplete, incomplete_json},
      {"no credential", header("Authorization", "Credential=", "Credentials="), malformed, incomplete,
       incomplete_json},
      {"no signature", header("Authorization", ", Signature=", ""), malformed, incomplete, incomplete_json},
      {"twice", header("Authorization", "Signature=", "Signature=a,Signature="), malformed, incomplete,
       incomplete_json},
      {"date of another form", add("X-Amz-Date", "2026-11-21T12:00:00Z"), malformed, incomplete,
       incomplete_json},
      {"no date", [](Call& call) { call.request.headers.erase("X-Amz-Date"); }, malformed, incomplete,
       incomplete_json},
      {"unsigned x-amz header", add("x-amz-acl", "public-read"), denied, no_match, invalid},
      {"unsigned token", add("X-Amz-Security-Token", "t"), denied, no_match, invalid},
      {"host not signed", header("Authorization", "host;", ""), denied, no_match, invalid},
      {"absent signed header", header("Authorization", "host;", "host;x-absent;"), no_match, no_match,
       invalid},
      {"signature version 4a", header("Authorization", "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
       invalid_request, incomplete, incomplete_json},
      {"signature version 2", add("Authorization", "AWS AKIAEXAMPLE:c2lnbmF0dXJl"), invalid_request,
       incomplete, incomplete_json},
      {"bearer", add("Authorization", "Bearer x"), invalid_request, incomplete, incomplete_json},
      {"both forms", [](Call& call) { call.request.query = "X-Amz-Signature=x"; }, "InvalidArgument 400",
       incomplete, incomplete_json},
  };
}

TEST(Verify, FaultsOfTheHeaderForm) {
  for (const Fault& fault : header_faults()) {
    for (std::string_view service : {"s3", "sts", "sqs"}) {
      Call call = call_to(service);
      // A target or x-amz-content-sha256 says which family it is even where the scope cannot be read.
      sign_call(call, service);
      fault.spoil(call);
      std::string expected = service == "s3" ? fault.s3 : service == "sts" ? fault.query : fault.json;
      EXPECT_EQ(verdict(call), expected) << fault.name << " to " << service;
    }
  }
}

TEST(Verify, BodyIsPartOfTheSignature) {
  Call call = call_to("sts");
  sign_call(call, "sts");
  call.body += "&X=1";
  EXPECT_EQ(verdict(call), "SignatureDoesNotMatch 403");
  // A hash that the client claims, and signs, must still be this body's.
  call = call_to("sts");
  call.request.headers.add("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
  sign_call(call, "sts");
  EXPECT_EQ(verdict(call), "SignatureDoesNotMatch 403");
  call = call_to("sts");
  call.request.headers.add("x-amz-content-sha256", base::hex(crypto::sha256(call.body)));
  sign_call(call, "sts");
  EXPECT_EQ(verdict(call), "ok");
}

TEST(Verify, S3WantsAPayloadHash) {
  Call call = call_to("s3");
  sign_call(call, "s3");
  call.request.headers.erase("x-amz-content-sha256");
  EXPECT_EQ(verdict(call), "InvalidRequest 400");
  call.request.headers.set("x-amz-content-sha256", "nonsense");
  EXPECT_EQ(verdict(call), "InvalidArgument 400");
  call = call_to("s3");
  call.request.headers.add("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
  sign_call(call, "s3");
  EXPECT_EQ(verdict(call), "ok");
}

TEST(Verify, SkewOfAQuarterOfAnHour) {
  using std::chrono::minutes;
  using std::chrono::seconds;
  struct Row {
    std::string_view service, code;
  };
  for (auto [service, code] : {Row{"s3", "RequestTimeTooSkewed 403"}, Row{"sts", "SignatureDoesNotMatch 403"},
                               Row{"eks", "InvalidSignatureException 403"}}) {
    Call call = call_to(service);
    sign_call(call, service);
    EXPECT_EQ(verdict(call, kNow + minutes(15)), "ok");
    EXPECT_EQ(verdict(call, kNow - minutes(15)), "ok");
    EXPECT_EQ(verdict(call, kNow + minutes(15) + seconds(1)), code);
    EXPECT_EQ(verdict(call, kNow - minutes(15) - seconds(1)), code);
  }
}

TEST(Verify, TheMessageOfAnOldSignatureSaysTheTimes) {
  Call call = call_to("sts");
  sign_call(call, "sts");
  auto claim = read_signature(call.request);
  SigningKeys keys;
  auto result = verify_signature(call.request, **claim, kKey.secret_access_key,
                                 base::hex(crypto::sha256(call.body)), kNow + std::chrono::hours(1), keys);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message,
            "Signature expired: 20261121T120000Z is now earlier than 20261121T124500Z (20261121T130000Z - 15 "
            "min.)");
}

TEST(Verify, PresignedForms) {
  using std::chrono::seconds;
  Call call = call_to("s3");
  presign_call(call, "s3", seconds(60));
  EXPECT_EQ(verdict(call, kNow + seconds(60)), "ok");
  EXPECT_EQ(verdict(call, kNow + seconds(61)), "AccessDenied 403");
  EXPECT_EQ(verdict(call, kNow - seconds(901)), "AccessDenied 403");
  call = call_to("s3");
  presign_call(call, "s3", seconds(604800));
  EXPECT_EQ(verdict(call, kNow + seconds(604800)), "ok");
  for (int expires : {-1, 604801}) {
    call = call_to("s3");
    presign_call(call, "s3", seconds(expires));
    EXPECT_EQ(verdict(call), "AuthorizationQueryParametersError 400");
  }
  // Elsewhere X-Amz-Expires is not heeded: tokens of `aws eks get-token` say 60 and live 15 minutes.
  for (int expires : {60, 604800}) {
    call = call_to("sts");
    presign_call(call, "sts", seconds(expires));
    EXPECT_EQ(verdict(call, kNow + seconds(900)), "ok");
    EXPECT_EQ(verdict(call, kNow + seconds(901)), "SignatureDoesNotMatch 403");
  }
}

TEST(Verify, FaultsOfThePresignedForm) {
  struct Row {
    std::string_view from, to, code;
  };
  for (auto [from, to, code] :
       {Row{"X-Amz-Signature=", "X-Amz-Signature=0", "SignatureDoesNotMatch 403"},
        Row{"X-Amz-Expires=60", "X-Amz-Expires=61", "SignatureDoesNotMatch 403"},
        Row{"X-Amz-Expires=60", "X-Amz-Expires=x", "AuthorizationQueryParametersError 400"},
        Row{"X-Amz-Expires=60&", "", "AuthorizationQueryParametersError 400"},
        Row{"X-Amz-Date=20261121", "X-Amz-Date=20261120", "AuthorizationHeaderMalformed 400"},
        Row{"X-Amz-SignedHeaders=host", "X-Amz-SignedHeaders=date", "AccessDenied 403"},
        Row{"X-Amz-SignedHeaders=host&", "", "AuthorizationQueryParametersError 400"},
        Row{"X-Amz-Algorithm=AWS4-HMAC", "X-Amz-Algorithm=AWS4-ECDSA", "InvalidRequest 400"},
        Row{"X-Amz-Expires=60", "X-Amz-Expires=60&X-Amz-Expires=60", "AuthorizationQueryParametersError 400"},
        Row{"X-Amz-Expires=60", "X-Amz-Expires=60&x=1", "SignatureDoesNotMatch 403"},
        Row{"%2Fs3%2Faws4_request", "", "AuthorizationQueryParametersError 400"}}) {
    Call call = call_to("s3");
    presign_call(call, "s3", std::chrono::seconds(60));
    replace(call.request.query, from, to);
    EXPECT_EQ(verdict(call), code) << from << " -> " << to;
  }
  Call call = call_to("s3");
  presign_call(call, "s3", std::chrono::seconds(60));
  call.request.headers.add("x-amz-acl", "public-read");
  EXPECT_EQ(verdict(call), "AccessDenied 403");
}

// However a name is spelled, it is either within the signature or the whole is refused.
TEST(Verify, NoSpellingOfAParameterStaysOutsideTheSignature) {
  struct Row {
    std::string_view added;
    std::string_view presigned;  // verdict when added to a presigned request,
    std::string_view header;     // and to one that is signed in the header
  };
  constexpr std::string_view kBroken = "AuthorizationQueryParametersError 400", kTwo = "InvalidArgument 400",
                             kMismatch = "SignatureDoesNotMatch 403";
  for (auto [added, presigned, header] : {
           Row{"X-Amz-Signature=1", kBroken, kTwo},
           Row{"X%2DAmz-Signature=1", kBroken, kTwo},
           Row{"X%2dAmz%2DSignature=1", kBroken, kTwo},
           Row{"%58-Amz-Signature=1", kBroken, kTwo},
           Row{"X-Amz-Signatur%65", kBroken, kTwo},
           Row{"X-Amz-%53ignature=%31", kBroken, kTwo},
           Row{"X%2DAmz-Algorithm=AWS4-HMAC-SHA256", kBroken, kTwo},
           Row{"X%2DAmz-Credential=x", kBroken, kTwo},
           Row{"X%2DAmz-Date=20261121T120000Z", kBroken, kMismatch},
           Row{"X%2DAmz-Expires=604800", kBroken, kMismatch},
           Row{"X%2DAmz-SignedHeaders=host", kBroken, kMismatch},
           Row{"X%2DAmz-Security-Token=t", kMismatch, kMismatch},
           Row{"x-amz-signature=1", kMismatch, kMismatch},
           Row{"X-AMZ-SIGNATURE=1", kMismatch, kMismatch},
           Row{"X-Amz-Signature%00=1", kMismatch, kMismatch},
           Row{"%00X-Amz-Signature=1", kMismatch, kMismatch},
           Row{"X-Amz-Signature%20=1", kMismatch, kMismatch},
           Row{"+X-Amz-Signature=1", kMismatch, kMismatch},
           Row{"X%252DAmz-Signature=1", kMismatch, kMismatch},
           Row{"X%2-Amz-Signature=1", kMismatch, kMismatch},
           Row{"zX-Amz-Signature=1", kMismatch, kMismatch},
           Row{"z=X-Amz-Signature=1", kMismatch, kMismatch},
       }) {
    Call call = call_to("s3");
    presign_call(call, "s3", std::chrono::seconds(60));
    std::string own = call.request.query;
    call.request.query = fmt::format("{}&{}", own, added);
    EXPECT_EQ(verdict(call), presigned) << added;
    call.request.query = fmt::format("{}&{}", added, own);
    EXPECT_EQ(verdict(call), presigned) << added << " in front";
    call = call_to("s3");
    sign_call(call, "s3");
    call.request.query = added;
    EXPECT_EQ(verdict(call), header) << added << " beside a header";
  }
}

TEST(Verify, SessionKeysNeedTheirToken) {
  Credentials key = kSession;
  key.session_token = base::Secret();
  for (auto [service, code] :
       {std::pair("s3", "InvalidAccessKeyId 403"), std::pair("sts", "InvalidClientTokenId 403"),
        std::pair("eks", "UnrecognizedClientException 403"), std::pair("ec2", "AuthFailure 401")}) {
    Call call = call_to(service);
    sign_call(call, service, key);
    EXPECT_EQ(verdict(call), code);
  }
}

TEST(Verify, Ec2HasCodesOfItsOwn) {
  Call call = call_to("ec2");
  sign_call(call, "ec2");
  EXPECT_EQ(verdict(call), "ok");
  EXPECT_EQ(verdict(call, kNow + std::chrono::hours(1)), "RequestExpired 400");
  call.body = "Action=DeleteVpc";
  EXPECT_EQ(verdict(call), "AuthFailure 401");
}

TEST(Verify, PresignedWithTheTokenAsASignedHeader) {
  Credentials key = kSession;
  key.session_token = base::Secret();
  Call call = call_to("sts");
  call.request.headers.add("X-Amz-Security-Token", "token");
  presign_call(call, "sts", std::chrono::seconds(60), key);
  EXPECT_EQ(verdict(call), "ok");
}

TEST(ReadSignature, TakesTheDateHeader) {
  Call call = call_to("sts");
  std::string stamp = base::iso8601_basic(kNow);
  call.request.headers.set("Authorization",
                           "AWS4-HMAC-SHA256 Credential=a/b/20261121/us-east-1/sts/aws4_request,"
                           "SignedHeaders=date;host,Signature=00");
  for (const std::string& date : {base::http_date(kNow), stamp}) {
    call.request.headers.set("Date", date);
    auto claim = read_signature(call.request);
    ASSERT_TRUE(claim && *claim);
    EXPECT_EQ((*claim)->timestamp, stamp);
    EXPECT_EQ((*claim)->access_key_id, "a/b");
    EXPECT_EQ((*claim)->signed_headers, (std::vector<std::string>{"date", "host"}));
  }
}

TEST(ReadSignature, UnsignedIsNoError) {
  EXPECT_EQ(verdict(call_to("s3")), "unsigned");
  Call call = call_to("s3");
  call.request.query = "AWSAccessKeyId=AKIAEXAMPLE&Signature=x&Expires=1";
  EXPECT_EQ(verdict(call), "InvalidRequest 400");
}

}  // namespace
}  // namespace aws
