#include "services/s3/cors_rules.h"

#include <gtest/gtest.h>

namespace account::s3 {
namespace {

// --- which configurations S3 takes -------------------------------------------------------------------------

struct Refused {
  const char* rules;  // JSON; empty rule lists and all
  const char* why;    // "CODE: MESSAGE", or "" if it is taken
};

constexpr char kMalformed[] =
    "MalformedXML: The XML you provided was not well-formed or did not validate against our published schema";

class CorsConfiguration : public ::testing::TestWithParam<Refused> {};

TEST_P(CorsConfiguration, is_taken_or_refused_as_s3_does) {
  auto rules = json::parse(GetParam().rules);
  ASSERT_TRUE(rules) << rules.error().message;
  auto checked = check_cors(json::Object{{"CORSRules", *rules}});
  EXPECT_EQ(checked ? "" : fmt::format("{}: {}", checked.error().code, checked.error().message),
            GetParam().why);
}

INSTANTIATE_TEST_SUITE_P(
    All, CorsConfiguration,
    ::testing::Values(
        Refused{R"([{"AllowedOrigins": ["*"], "AllowedMethods": ["GET", "PUT", "POST", "DELETE", "HEAD"]}])",
                ""},
        Refused{R"([{"AllowedOrigins": [""], "AllowedMethods": ["GET"], "ExposeHeaders": ["GET"]}])", ""},
        Refused{
            R"([{"AllowedOrigins": ["http://*.a"], "AllowedMethods": ["GET"], "AllowedHeaders": ["x-*-y"]}])",
            ""},
        Refused{"[]", kMalformed}, Refused{R"([{"AllowedOrigins": ["*"]}])", kMalformed},
        Refused{R"([{"AllowedMethods": ["GET"]}])", kMalformed},
        Refused{
            R"([{"AllowedOrigins": ["*"], "AllowedMethods": ["OPTIONS"]}])",
            "InvalidRequest: Found unsupported HTTP method in CORS config. Unsupported method is OPTIONS"},
        Refused{R"([{"AllowedOrigins": ["*"], "AllowedMethods": ["get"]}])",
                "InvalidRequest: Found unsupported HTTP method in CORS config. Unsupported method is get"},
        Refused{R"([{"AllowedOrigins": ["*"], "AllowedMethods": [""]}])",
                "InvalidRequest: Found unsupported HTTP method in CORS config. Unsupported method is "},
        Refused{R"([{"AllowedOrigins": ["*e*.com"], "AllowedMethods": ["GET"]}])",
                "InvalidRequest: AllowedOrigin \"*e*.com\" can not have more than one wildcard."},
        Refused{R"([{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"], "AllowedHeaders": ["*-*"]}])",
                "InvalidRequest: AllowedHeader \"*-*\" can not have more than one wildcard."},
        Refused{
            R"([{"AllowedOrigins": ["*"], "AllowedMethods": ["GET"], "ExposeHeaders": ["*"]}])",
            "InvalidRequest: ExposeHeader \"*\" contains wildcard. We currently do not support wildcard for "
            "ExposeHeader."}));

TEST(CorsConfiguration, has_at_most_a_hundred_rules) {
  json::Value rule =
      json::Object{{"AllowedOrigins", json::Array{"*"}}, {"AllowedMethods", json::Array{"GET"}}};
  EXPECT_TRUE(check_cors({{"CORSRules", json::Array(100, rule)}}));
  auto checked = check_cors({{"CORSRules", json::Array(101, rule)}});
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, "InvalidRequest");
}

// --- which rule fits ---------------------------------------------------------------------------------------

struct Asked {
  const char* origin;
  const char* method;
  const char* headers;  // of Access-Control-Request-Headers
  const char* allowed;  // Access-Control-Allow-Methods of the rule that fits; "" if none does
};

class CorsRules : public ::testing::TestWithParam<Asked> {};

// Methods that differ tell which rule it was.
constexpr char kRules[] = R"({"CORSRules": [
  {"AllowedOrigins": ["*suffix"], "AllowedMethods": ["GET"]},
  {"AllowedOrigins": ["start*end"], "AllowedMethods": ["GET", "HEAD"]},
  {"AllowedOrigins": ["https://page"], "AllowedMethods": ["PUT"], "AllowedHeaders": ["x-*-id", "Content-Type"]},
  {"AllowedOrigins": ["https://page"], "AllowedMethods": ["PUT", "POST"], "AllowedHeaders": ["*"]}]})";

TEST_P(CorsRules, are_tried_in_order) {
  net::Request request;
  request.method = "OPTIONS";
  request.headers = {{"Origin", GetParam().origin},
                     {"Access-Control-Request-Method", GetParam().method},
                     {"Access-Control-Request-Headers", GetParam().headers}};
  auto headers = shared_with(CrossOriginRequest::of(request), *json::parse(kRules));
  EXPECT_EQ(headers ? headers->get("Access-Control-Allow-Methods") : "", GetParam().allowed);
}

INSTANTIATE_TEST_SUITE_P(
    All, CorsRules,
    ::testing::Values(Asked{"suffix", "GET", "", "GET"}, Asked{"foo.suffix", "GET", "", "GET"},
                      Asked{"foo.suffix.get", "GET", "", ""}, Asked{"foo.suffix", "PUT", "", ""},
                      Asked{"startend", "HEAD", "", "GET, HEAD"}, Asked{"start12end", "GET", "", "GET, HEAD"},
                      Asked{"starend", "GET", "", ""}, Asked{"0start1end", "GET", "", ""},
                      Asked{"https://page", "PUT", "", "PUT"}, Asked{"https://Page", "PUT", "", ""},
                      Asked{"https://page", "PUT", "content-type, X-AMZ-ID", "PUT"},
                      Asked{"https://page", "PUT", "content-type,other", "PUT, POST"},
                      Asked{"foo.suffix", "GET", "range", ""}, Asked{"https://page", "put", "", ""}));

}  // namespace
}  // namespace account::s3
