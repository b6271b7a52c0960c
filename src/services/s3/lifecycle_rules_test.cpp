#include "services/s3/lifecycle_rules.h"

#include <gtest/gtest.h>

namespace account::s3 {
namespace {

// Each rule gets a Status; dates are milliseconds.
struct Row {
  const char* rules;  // JSON: one rule, or a list of them
  const char* why;    // "CODE: MESSAGE", or "" if it is taken
};

class LifecycleRules : public ::testing::TestWithParam<Row> {};

TEST_P(LifecycleRules, are_taken_or_refused_as_s3_does) {
  auto rules = json::parse(GetParam().rules);
  ASSERT_TRUE(rules) << rules.error().message;
  auto checked = check_lifecycle_rules(rules->is_array() ? rules->as_array() : json::Array{*rules});
  EXPECT_EQ(checked ? "" : fmt::format("{}: {}", checked.error().code, checked.error().message),
            GetParam().why);
}

constexpr char kMalformed[] =
    "MalformedXML: The XML you provided was not well-formed or did not validate against our published schema";

INSTANTIATE_TEST_SUITE_P(
    Filters, LifecycleRules,
    ::testing::Values(
        Row{R"({"Filter": {}, "Expiration": {"Days": 1}})", ""},
        Row{R"({"Prefix": "", "Expiration": {"Days": 1}})", ""},
        Row{R"({"Expiration": {"Days": 1}})", kMalformed},
        Row{R"({"Filter": {}, "Prefix": "a", "Expiration": {"Days": 1}})", kMalformed},
        Row{R"({"Filter": {"Prefix": "a", "ObjectSizeLessThan": 15}, "Expiration": {"Days": 1}})",
            kMalformed},
        Row{R"({"Filter": {"And": {"Prefix": "a"}}, "Expiration": {"Days": 1}})", kMalformed},
        Row{R"({"Filter": {"And": {"Prefix": "", "ObjectSizeLessThan": 15}}, "Expiration": {"Days": 1}})",
            ""},
        Row{R"({"Filter": {"And": {"Tags": [{"Key": "a"}, {"Key": "b"}]}}, "Expiration": {"Days": 1}})", ""},
        Row{R"({"Filter": {"And": {"Tags": [{"Key": "a"}, {"Key": "a"}]}}, "Expiration": {"Days": 1}})",
            "InvalidRequest: Duplicate Tag Keys are not allowed."},
        Row{R"({"Filter": {"ObjectSizeLessThan": 0}, "Expiration": {"Days": 1}})",
            "InvalidRequest: 'ObjectSizeLessThan' should be between 1 and 54975581388800."},
        Row{R"({"Filter": {"ObjectSizeGreaterThan": -1}, "Expiration": {"Days": 1}})",
            "InvalidRequest: 'ObjectSizeGreaterThan' should be between 0 and 54975581388800."},
        Row{R"({"Filter": {"And": {"ObjectSizeLessThan": 9, "ObjectSizeGreaterThan": 9}}, "Expiration": {"Days": 1}})",
            "InvalidRequest: 'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'."}));

INSTANTIATE_TEST_SUITE_P(
    Actions, LifecycleRules,
    ::testing::Values(
        Row{"[]", kMalformed},
        Row{R"({"Filter": {}})", "InvalidRequest: At least one action needs to be specified in a rule"},
        Row{R"({"Filter": {}, "Expiration": {}})", kMalformed},
        Row{R"({"Filter": {}, "Expiration": {"Days": 1, "Date": 0}})", kMalformed},
        Row{R"({"Filter": {}, "Expiration": {"Days": 1, "ExpiredObjectDeleteMarker": true}})", kMalformed},
        Row{R"({"Filter": {}, "Expiration": {"Days": 0}})",
            "InvalidArgument: 'Days' for Expiration action must be a positive integer"},
        Row{R"({"Filter": {}, "Expiration": {"Date": 86400000}})", ""},
        Row{R"({"Filter": {}, "Expiration": {"Date": 86400001}})",
            "InvalidArgument: 'Date' must be at midnight GMT"},
        Row{R"({"Filter": {}, "Transitions": [{"Date": 3600000, "StorageClass": "GLACIER"}]})",
            "InvalidArgument: 'Date' must be at midnight GMT"},
        Row{R"({"Filter": {"Tag": {"Key": "a"}}, "Expiration": {"ExpiredObjectDeleteMarker": false}})",
            "InvalidRequest: ExpiredObjectDeleteMarker cannot be specified with Tags."},
        Row{R"({"Filter": {"ObjectSizeLessThan": 1}, "Expiration": {"ExpiredObjectDeleteMarker": true}})",
            "InvalidRequest: ExpiredObjectDeleteMarker cannot be specified with Object Size."},
        Row{R"({"Filter": {"Prefix": "a"}, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}})",
            ""},
        Row{R"({"Filter": {}, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 0}})",
            "InvalidArgument: 'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a "
            "positive "
            "integer"},
        Row{R"({"Filter": {"Tag": {"Key": "a"}}, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}})",
            "InvalidRequest: AbortIncompleteMultipartUpload cannot be specified with Tags."},
        Row{R"({"Filter": {"ObjectSizeGreaterThan": 1}, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}})",
            "InvalidRequest: AbortIncompleteMultipartUpload cannot be specified with Object Size."},
        Row{R"({"Filter": {}, "NoncurrentVersionExpiration": {"NewerNoncurrentVersions": 1}})", kMalformed},
        Row{R"({"Filter": {}, "NoncurrentVersionExpiration": {"NoncurrentDays": 0}})",
            "InvalidArgument: 'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive "
            "integer"},
        Row{R"({"Filter": {}, "NoncurrentVersionExpiration": {"NoncurrentDays": 1, "NewerNoncurrentVersions": 0}})",
            "InvalidArgument: 'NewerNoncurrentVersions' for NoncurrentVersionExpiration action must be a "
            "positive "
            "integer"},
        Row{R"({"Filter": {}, "NoncurrentVersionTransitions": [{"NewerNoncurrentVersions": 1, "StorageClass": "GLACIER"}]})",
            kMalformed},
        Row{R"({"Filter": {}, "NoncurrentVersionTransitions": [{"NoncurrentDays": 0, "StorageClass": "GLACIER"}]})",
            "InvalidArgument: 'NoncurrentDays' for NoncurrentVersionTransition action must be a positive "
            "integer"}));

INSTANTIATE_TEST_SUITE_P(
    TransitionsOf, LifecycleRules,
    ::testing::Values(
        Row{R"({"Filter": {}, "Transitions": [{"Days": 30, "StorageClass": "STANDARD_IA"},
            {"Days": 60, "StorageClass": "GLACIER"}, {"Days": 150, "StorageClass": "DEEP_ARCHIVE"}], "Expiration": {"Days": 151}})",
            ""},
        Row{R"({"Filter": {}, "Transitions": [{"Days": 0, "StorageClass": "GLACIER_IR"}]})", ""},
        Row{R"({"Filter": {}, "Transitions": [{"Days": 0, "StorageClass": "INTELLIGENT_TIERING"}]})", ""},
        Row{R"({"Filter": {}, "Transitions": [{"Days": 29, "StorageClass": "STANDARD_IA"}]})",
            "InvalidArgument: 'Days' in Transition action must be greater than or equal to 30 for "
            "storageClass "
            "'STANDARD_IA'"},
        Row{R"({"Filter": {}, "NoncurrentVersionTransitions": [{"NoncurrentDays": 1, "StorageClass": "ONEZONE_IA"}]})",
            "InvalidArgument: 'NoncurrentDays' in NoncurrentVersionTransition action must be greater than or "
            "equal to "
            "30 for storageClass 'ONEZONE_IA'"},
        Row{R"({"Filter": {}, "Transitions": [{"Days": 1, "StorageClass": "STANDARD"}]})", kMalformed},
        Row{R"({"Filter": {}, "Transitions": [{"StorageClass": "GLACIER"}]})", kMalformed},
        Row{R"({"Filter": {}, "Transitions": [{"Days": 1, "Date": 0, "StorageClass": "GLACIER"}]})",
            kMalformed},
        Row{R"({"Filter": {"Prefix": "a/"}, "Transitions": [{"Days": 30, "StorageClass": "STANDARD_IA"},
            {"Days": 59, "StorageClass": "GLACIER"}]})",
            "InvalidArgument: 'Days' in the 'Transition' action for StorageClass 'GLACIER' for filter "
            "'(prefix=a/)' "
            "must be 30 days more than 'filter '(prefix=a/)'' in the 'Transition' action for StorageClass "
            "'STANDARD_IA'"},
        Row{R"({"Filter": {}, "Transitions": [{"Days": 1, "StorageClass": "GLACIER"},
            {"Days": 90, "StorageClass": "DEEP_ARCHIVE"}]})",
            "InvalidArgument: 'Days' in the 'Transition' action for StorageClass 'DEEP_ARCHIVE' for filter "
            "'(prefix=)' "
            "must be 90 days more than 'filter '(prefix=)'' in the 'Transition' action for StorageClass "
            "'GLACIER'"},
        // Up again, which no object goes.
        Row{R"({"Filter": {}, "Transitions": [{"Days": 60, "StorageClass": "STANDARD_IA"},
            {"Days": 30, "StorageClass": "GLACIER"}]})",
            "InvalidArgument: 'Days' in the 'Transition' action for StorageClass 'GLACIER' for filter "
            "'(prefix=)' must "
            "be greater than 'Days' in the 'Transition' action for StorageClass 'STANDARD_IA' for filter "
            "'(prefix=)'"},
        Row{R"({"Filter": {"And": {"Prefix": "a", "ObjectSizeLessThan": 5}}, "Expiration": {"Days": 30},
            "Transitions": [{"Days": 30, "StorageClass": "STANDARD_IA"}]})",
            "InvalidArgument: 'Days' in the Expiration action for filter '(prefix=a)' must be greater than "
            "'Days' in "
            "the Transition action"},
        Row{R"({"Filter": {}, "Expiration": {"Date": 86400000}, "Transitions": [{"Date": 86400000, "StorageClass": "GLACIER"}]})",
            "InvalidArgument: 'Date' in the Expiration action for filter '(prefix=)' must be later than "
            "'Date' in the "
            "Transition action"},
        Row{R"({"Filter": {}, "Expiration": {"Days": 9}, "Transitions": [{"Date": 86400000, "StorageClass": "GLACIER"}]})",
            "InvalidRequest: Found mixed 'Date' and 'Days' based Expiration and Transition actions in "
            "lifecycle rule "
            "for filter '(prefix=)'"},
        Row{R"({"Filter": {}, "Transitions": [{"Days": 1, "StorageClass": "GLACIER"}, {"Days": 9, "StorageClass": "GLACIER"}]})",
            "InvalidRequest: 'StorageClass' must be different for 'Transition' actions in same 'Rule' with "
            "filter "
            "'(prefix=)'"}));

INSTANTIATE_TEST_SUITE_P(
    Together, LifecycleRules,
    ::testing::Values(
        Row{R"([{"ID": "r", "Filter": {}, "Expiration": {"Days": 1}}, {"ID": "r", "Filter": {}, "Expiration": {"Days": 1}}])",
            "InvalidArgument: Rule ID must be unique. Found same ID for more than one rule"},
        Row{R"([{"Filter": {}, "Expiration": {"Days": 1}}, {"Filter": {}, "Expiration": {"Days": 1}}])", ""},
        Row{R"([{"Filter": {}, "Expiration": {"Days": 1}}, {"Prefix": "", "Expiration": {"Days": 1}}])",
            "InvalidRequest: Base level prefix cannot be used in Lifecycle V2, prefixes are only supported "
            "in the "
            "Filter."},
        Row{R"([{"Prefix": "", "Expiration": {"Days": 1}}, {"Filter": {}, "Expiration": {"Days": 1}}])",
            "InvalidRequest: Filter element can only be used in Lifecycle V2."},
        Row{R"([{"Prefix": "", "Expiration": {"Days": 1}}, {"Prefix": "a", "Expiration": {"Days": 1}}])",
            "InvalidRequest: Found overlapping prefixes '' and 'a' for same action type 'Expiration'"},
        Row{R"([{"Prefix": "a", "Expiration": {"Days": 1}}, {"Prefix": "ab", "Transitions": [{"Days": 1, "StorageClass": "GLACIER"}]}])",
            ""},
        Row{R"([{"Filter": {"Prefix": "a"}, "Expiration": {"Days": 1}}, {"Filter": {"Prefix": "ab"}, "Expiration": {"Days": 2}}])",
            ""}));

TEST(LifecycleRules, have_ids_of_255_bytes_and_are_a_thousand_at_most) {
  auto rule = [](const std::string& id) {
    return json::Value(
        json::Object{{"ID", id}, {"Filter", json::Object{}}, {"Expiration", json::Object{{"Days", 1}}}});
  };
  EXPECT_TRUE(check_lifecycle_rules({rule(std::string(255, 'a'))}));
  auto long_id = check_lifecycle_rules({rule(std::string(256, 'a'))});
  ASSERT_FALSE(long_id);
  EXPECT_EQ(long_id.error().message, "ID length should not exceed allowed limit of 255");
  json::Array rules;
  for (int i = 0; i < 1000; ++i) rules.push_back(rule(std::to_string(i)));
  EXPECT_TRUE(check_lifecycle_rules(rules));
  rules.push_back(rule("more"));
  EXPECT_FALSE(check_lifecycle_rules(rules));
}

}  // namespace
}  // namespace account::s3
