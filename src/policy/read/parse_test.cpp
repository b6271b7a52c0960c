#include <fmt/core.h>
#include <gtest/gtest.h>

#include "policy/policy.h"

namespace policy {
namespace {

std::string rendered(std::string_view text, Kind kind) {
  base::Diagnostics diagnostics("p.json", text);
  EXPECT_FALSE(compile(text, kind, diagnostics));
  return diagnostics.render();
}

TEST(Parse, AllMistakesAtOnceEachWithItsPlaceAndAwsAnswer) {
  constexpr std::string_view kText = R"({
  "Version": "2012-10-18",
  "Statement": [
    {"Sid": "A b", "Effect": "allow", "Acton": "s3:GetObject", "Resource": "bucket"},
    {"Effect": "Allow", "Action": ["GetObject", 7], "Resource": "*",
     "Condition": {"StringEqual": {"aws:username": "x"}, "Bool": {"secure": "true"}}}
  ]
})";
  EXPECT_EQ(rendered(kText, Kind::identity), R"(p.json:2:14: error: `Version` is "2012-10-17" or "2008-10-17"
     2 |   "Version": "2012-10-18",
       |              ^^^^^^^^^^^^
       = AWS answers: Syntax errors in policy.
p.json:4:5: error: the statement has neither `Action` nor `NotAction`
     4 |     {"Sid": "A b", "Effect": "allow", "Acton": "s3:GetObject", "Resource": "bucket"},
       |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       = AWS answers: Policy statement must contain actions.
p.json:4:13: error: Sid `A b` holds more than letters and digits
     4 |     {"Sid": "A b", "Effect": "allow", "Acton": "s3:GetObject", "Resource": "bucket"},
       |             ^^^^^
       = AWS answers: Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*
p.json:4:30: error: `Effect` is "Allow" or "Deny", not `allow`
     4 |     {"Sid": "A b", "Effect": "allow", "Acton": "s3:GetObject", "Resource": "bucket"},
       |                              ^^^^^^^
       = AWS answers: Invalid effect: allow
p.json:4:39: error: unknown element `Acton` in the statement, did you mean `Action`?
     4 |     {"Sid": "A b", "Effect": "allow", "Acton": "s3:GetObject", "Resource": "bucket"},
       |                                       ^^^^^^^
       = AWS answers: Syntax errors in policy.
p.json:4:76: error: resource `bucket` is neither an ARN nor `*`
     4 |     {"Sid": "A b", "Effect": "allow", "Acton": "s3:GetObject", "Resource": "bucket"},
       |                                                                            ^^^^^^^^
       = AWS answers: Resource bucket must be in ARN format or "*".
p.json:5:36: error: action `GetObject` is not of the form `service:Name`
     5 |     {"Effect": "Allow", "Action": ["GetObject", 7], "Resource": "*",
       |                                    ^^^^^^^^^^^
       = AWS answers: Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.
p.json:5:49: error: `Action` holds strings, not integer
     5 |     {"Effect": "Allow", "Action": ["GetObject", 7], "Resource": "*",
       |                                                 ^
       = AWS answers: Syntax errors in policy.
p.json:6:20: error: unknown condition operator `StringEqual`, did you mean `StringEquals`?
     6 |      "Condition": {"StringEqual": {"aws:username": "x"}, "Bool": {"secure": "true"}}}
       |                    ^^^^^^^^^^^^^
       = AWS answers: Invalid Condition type : StringEqual.
p.json:6:67: error: condition key `secure` is not of the form `service:Name`
     6 |      "Condition": {"StringEqual": {"aws:username": "x"}, "Bool": {"secure": "true"}}}
       |                                                                   ^^^^^^^^
       = AWS answers: Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.
)");
}

TEST(Parse, PrincipalsAreChecked) {
  EXPECT_EQ(rendered(R"({"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*",
  "Principal": {"AWS": ["arn:aws:iam::1:user/x", "*"], "Service": "ec2"}}})",
                     Kind::resource),
            R"(p.json:2:25: error: invalid principal `arn:aws:iam::1:user/x`: an account is twelve digits
     2 |   "Principal": {"AWS": ["arn:aws:iam::1:user/x", "*"], "Service": "ec2"}}}
       |                         ^^^^^^^^^^^^^^^^^^^^^^^
       = AWS answers: Invalid principal in policy: "AWS":"arn:aws:iam::1:user/x"
p.json:2:67: error: invalid principal `ec2`: a service such as `ec2.amazonaws.com` was expected
     2 |   "Principal": {"AWS": ["arn:aws:iam::1:user/x", "*"], "Service": "ec2"}}}
       |                                                                   ^^^^^
       = AWS answers: Invalid principal in policy: "SERVICE":"ec2"
)");
}

TEST(Parse, TheFirstErrorHasItsPlace) {
  auto policy = compile("{\n  \"Statement\": 1}", Kind::identity);
  ASSERT_FALSE(policy);
  EXPECT_EQ(policy.error().kind, base::ErrorKind::invalid);
  EXPECT_EQ(policy.error().message, "line 2, column 16: a statement is an object, not integer");
}

// Rule 6.
std::string sized(size_t size, std::string_view padding) {
  std::string text =
      R"({"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"Bool":{"a:)";
  std::string end = R"(":"true"}}}]})";
  std::string pad;
  while (text.size() + end.size() + pad.size() < size) pad += padding;
  return text + pad + end;
}

std::string first_id(std::string_view text, Kind kind) {
  base::Diagnostics diagnostics;
  return compile(text, kind, diagnostics) ? "" : diagnostics.list().at(0).id;
}

TEST(Parse, SizesDependOnTheKind) {
  for (auto [kind, limit] : {std::pair(Kind::managed, 6144),
                             {Kind::user_inline, 2048},
                             {Kind::group_inline, 5120},
                             {Kind::role_inline, 10240},
                             {Kind::session, 2048},
                             {Kind::scp, 5120}}) {
    auto size = static_cast<size_t>(limit);
    EXPECT_EQ(first_id(sized(size, "x"), kind), "") << kind_name(kind);
    EXPECT_EQ(first_id(sized(size + 1, "x"), kind), "policy-size") << kind_name(kind);
  }
  EXPECT_EQ(first_id(sized(100'000, "x"), Kind::identity), "");  // AWS's own are large
}

TEST(Parse, WhiteSpaceCountsOnlyWhereTheTextIsStored) {
  std::string spaces(4000, ' ');
  std::string text = R"({"Statement":[)" + spaces + R"({"Effect":"Allow","Action":"*","Resource":"*"}]})";
  EXPECT_EQ(first_id(text, Kind::user_inline), "");
  EXPECT_EQ(document_size(text, Kind::user_inline), 62u);
  EXPECT_EQ(first_id(text, Kind::session), "policy-size");
  EXPECT_EQ(first_id(text + spaces, Kind::scp), "policy-size");
  EXPECT_EQ(first_id(R"({"Statement":[)" + spaces +
                         R"({"Effect":"Deny","Principal":{"AWS":"*"},"Action":"sts:*"}]})",
                     Kind::trust),
            "");
}

TEST(Parse, ForbiddenCharactersAreFoundWhereverTheyStand) {
  for (size_t at = 0; at < 20; ++at) {
    auto with = [&](std::string_view character) {
      std::string text =
          R"({"Id": "..........................", "Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}})";
      return first_id(text.replace(text.find('.') + at, 1, character), Kind::identity);
    };
    for (std::string_view allowed : {" ", "~", "\x7f", "\u0080", "\u00ff"})
      EXPECT_EQ(with(allowed), "") << at;
    for (std::string_view forbidden : {"\x01", "\x1f", "\u0100", "\u20ac", "\U0001F600"}) {
      EXPECT_EQ(with(forbidden), "invalid-character") << at;
    }
  }
}

TEST(Parse, DeepAndHugeDocumentsAreRefused) {
  EXPECT_EQ(first_id(std::string(100'000, '['), Kind::identity), "json-syntax-error");
  EXPECT_EQ(first_id("", Kind::identity), "json-syntax-error");
  EXPECT_EQ(first_id("\xef\xbb\xbf{}", Kind::identity), "invalid-character");
  EXPECT_EQ(first_id("\xef\xbb\xbf{}", Kind::resource), "json-syntax-error");
}

}  // namespace
}  // namespace policy
