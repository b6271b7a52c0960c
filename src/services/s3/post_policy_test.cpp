#include "services/s3/post_policy.h"

#include <gtest/gtest.h>

namespace account::s3 {
namespace {

constexpr base::Time kNow = base::Time(std::chrono::seconds(1'795'249'800));  // 2026-11-21T08:30:00Z

// Fields as `name=value`; the bucket is `b`.
Form form_of(std::initializer_list<std::string_view> fields) {
  Form form;
  for (std::string_view field : fields) {
    size_t equals = field.find('=');
    form.fields.push_back({std::string(field.substr(0, equals)), std::string(field.substr(equals + 1))});
  }
  return form;
}

std::string outcome(const aws::Result<std::optional<SizeRange>>& checked) {
  if (!checked)
    return fmt::format("{} {}: {}", checked.error().status, checked.error().code, checked.error().message);
  return *checked ? fmt::format("{} to {}", (*checked)->min, (*checked)->max) : "";
}

// --- the policy itself -------------------------------------------------------------------------------------

struct Policy {
  const char* text;
  const char* outcome;  // of a form without fields; "" if it is taken
};

class PostPolicy : public ::testing::TestWithParam<Policy> {};

TEST_P(PostPolicy, is_taken_or_refused_as_s3_does) {
  EXPECT_EQ(outcome(check_policy(GetParam().text, {}, "b", kNow)), GetParam().outcome);
}

INSTANTIATE_TEST_SUITE_P(
    All, PostPolicy,
    ::testing::Values(
        Policy{R"({"expiration": "2026-11-21T08:30:01Z", "conditions": []})", ""},
        Policy{R"({"expiration": "2026-11-21T08:30:01.000Z", "conditions": [{"bucket": "b"}]})", ""},
        Policy{R"({"expiration": "2026-11-21T08:30:00Z", "conditions": []})",
               "403 AccessDenied: Invalid according to Policy: Policy expired."},
        Policy{R"({"expiration": "2026-11-22T08:30:00+02:00", "conditions": []})",
               "400 InvalidPolicyDocument: Invalid Policy: Invalid 'expiration' value: "
               "'2026-11-22T08:30:00+02:00'"},
        Policy{R"({"expiration": "2026-11-22 08:30:00 UTC", "conditions": []})",
               "400 InvalidPolicyDocument: Invalid Policy: Invalid 'expiration' value: '2026-11-22 08:30:00 "
               "UTC'"},
        Policy{R"({"conditions": []})",
               "400 InvalidPolicyDocument: Invalid Policy: Policy missing expiration."},
        Policy{R"({"expiration": "2027-01-01T00:00:00Z"})",
               "400 InvalidPolicyDocument: Invalid Policy: Policy missing conditions."},
        Policy{R"({"expiration": "2027-01-01T00:00:00Z", "conditions": {}})",
               "400 InvalidPolicyDocument: Invalid Policy: Invalid 'conditions' value: must be a List."},
        Policy{R"({"EXPIRATION": "2027-01-01T00:00:00Z", "conditions": []})",
               "400 InvalidPolicyDocument: Invalid Policy: Unexpected: 'expiration'"},
        Policy{R"({"expiration": "2027-01-01T00:00:00Z", "conditions": [], "Statement": []})",
               "400 InvalidPolicyDocument: Invalid Policy: Unexpected: 'statement'"},
        Policy{"no JSON", "400 InvalidPolicyDocument: Invalid Policy: Invalid JSON."},
        Policy{R"(["expiration"])", "400 InvalidPolicyDocument: Invalid Policy: Invalid JSON."},
        Policy{R"({"expiration": "2027-01-01T00:00:00Z", "conditions": [{}]})",
               "400 InvalidPolicyDocument: Invalid Policy: Invalid Simple-Condition: Simple-Conditions must "
               "have "
               "exactly one property specified."},
        Policy{
            R"({"expiration": "2027-01-01T00:00:00Z", "conditions": [{"Content-Length": 3}]})",
            "400 InvalidPolicyDocument: Invalid Policy: Invalid Simple-Condition: value must be a string."},
        Policy{R"({"expiration": "2027-01-01T00:00:00Z", "conditions": [[]]})",
               "400 InvalidPolicyDocument: Invalid Policy: Invalid Condition: missing operation identifier."},
        Policy{
            R"({"expiration": "2027-01-01T00:00:00Z", "conditions": [["ends-with", "$key", "a"]]})",
            "400 InvalidPolicyDocument: Invalid Policy: Invalid Condition: unknown operation 'ends-with'."},
        Policy{R"({"expiration": "2027-01-01T00:00:00Z", "conditions": [["content-length-range", 0]]})",
               "400 InvalidPolicyDocument: Invalid Policy: Invalid content-length-range: wrong number of "
               "arguments."},
        Policy{
            R"({"expiration": "2027-01-01T00:00:00Z", "conditions": [["content-length-range", 0, 512.0]]})",
            "400 InvalidPolicyDocument: Invalid Policy: Invalid JSON."},
        Policy{R"({"expiration": "2027-01-01T00:00:00Z", "conditions": [["content-length-range", -1, 0]]})",
               "400 InvalidPolicyDocument: Invalid Policy: Invalid JSON."},
        Policy{
            R"({"expiration": "2027-01-01T00:00:00Z", "conditions": ["eq"]})",
            "400 InvalidPolicyDocument: Invalid Policy: Invalid condition test: must be a List or Object."}));

// --- conditions --------------------------------------------------------------------------------------------

struct Held {
  const char* condition;  // JSON
  const char* outcome;    // "" if it holds and speaks of each field
};

class PostCondition : public ::testing::TestWithParam<Held> {};

TEST_P(PostCondition, is_held_against_the_form) {
  Form form = form_of({"KEY=user/eric/a.png", "Content-Type=image/jpg,image/png", "x-ignore-me=1", "policy=p",
                       "X-Amz-Signature=s", "AWSAccessKeyId=a", "signature=s"});
  std::string policy = fmt::format(
      R"({{"expiration": "2027-01-01T00:00:00Z", "conditions": [["starts-with", "$key", ""],
      ["starts-with", "$content-type", ""], {}]}})",
      GetParam().condition);
  EXPECT_EQ(outcome(check_policy(policy, form, "b", kNow)), GetParam().outcome);
}

constexpr char kFailed[] = "403 AccessDenied: Invalid according to Policy: Policy Condition failed: ";
INSTANTIATE_TEST_SUITE_P(
    All, PostCondition,
    ::testing::Values(Held{R"({"key": "user/eric/a.png"})", ""},
                      Held{R"(["eq", "$KEY", "user/eric/a.png"])", ""},
                      Held{R"(["EQ", "$key", "user/eric/a.png"])", ""},
                      Held{R"(["starts-with", "$key", "user/eric/"])", ""}, Held{R"({"bucket": "b"})", ""},
                      Held{R"(["starts-with", "$Content-Type", "image/"])", ""},
                      Held{R"(["content-length-range", 1, 10])", "1 to 10"},
                      Held{R"(["content-length-range", "1", "10"])", "1 to 10"},
                      Held{R"(["content-length-range", 1, 10], ["content-length-range", 5, 20])",
                           "5 to 10"}));

TEST(PostCondition, that_fails_is_named_as_it_was_written) {
  struct Row {
    const char* condition;
    const char* told;
  };
  for (const Row& row : {
           Row{R"({"key": "user/eric/b.png"})", R"(["eq", "$key", "user/eric/b.png"])"},
           Row{R"(["eq", "$Key", "USER/eric/a.png"])", R"(["eq", "$Key", "USER/eric/a.png"])"},
           Row{R"(["eq", "key", "user/eric/a.png"])", R"(["eq", "key", "user/eric/a.png"])"},
           Row{R"(["starts-with", "$key", "\"quoted\""])", R"(["starts-with", "$key", "\"quoted\""])"},
           Row{R"({"bucket": "c"})", R"(["eq", "$bucket", "c"])"},
           // What is not there does not even start with nothing.
           Row{R"(["starts-with", "$acl", ""])", R"(["starts-with", "$acl", ""])"},
           Row{R"(["starts-with", "$content-type", "image/j"])",
               R"(["starts-with", "$content-type", "image/j"])"},
           Row{R"(["content-length-range", "some", "10"])", R"(["content-length-range", "some", "10"])"},
       }) {
    Form form = form_of({"key=user/eric/a.png", "Content-Type=image/jpg,image/png"});
    std::string policy =
        fmt::format(R"({{"expiration": "2027-01-01T00:00:00Z", "conditions": [{}]}})", row.condition);
    EXPECT_EQ(outcome(check_policy(policy, form, "b", kNow)), std::string(kFailed) + row.told);
  }
}

TEST(PostCondition, must_speak_of_every_field) {
  Form form = form_of({"key=k", "StorageClass=x", "x-amz-meta-a=1"});
  constexpr char kPolicy[] =
      R"({"expiration": "2027-01-01T00:00:00Z", "conditions": [["starts-with", "$key", ""]]})";
  EXPECT_EQ(outcome(check_policy(kPolicy, form, "b", kNow)),
            "403 AccessDenied: Invalid according to Policy: Extra input fields: StorageClass, x-amz-meta-a");
}

}  // namespace
}  // namespace account::s3
