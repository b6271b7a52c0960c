#include "policy/testing/random_policies.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "policy/ask/caller.h"

namespace policy {
namespace {

constexpr std::initializer_list<const char*> kActionPatterns = {
    "*",     "s3:*",     "s3:Get*", "S3:getobject", "s3:?etObject", "s3:*Object",  "sts:AssumeRole",
    "sts:*", "ec2:Run*", "iam:*",   "*:Get*",       "k?s:Decrypt",  "kms:Decrypt", " s3:PutObject ",
    "*:*",   "kms:*",    "s3:***t", "iam:P*s*Ro?e", "??:*Object*",  "iam:GetUser"};
constexpr std::initializer_list<const char*> kActions = {
    "s3:GetObject",     "S3:GetObject", "s3:PutObject", "s3:GetObject", "sts:AssumeRole",
    "ec2:RunInstances", "iam:GetUser",  "kms:Decrypt",  "iam:PassRole", "iam:CreatePolicyVersion",
    "KMS:DeleteAlias"};
constexpr std::initializer_list<const char*> kResourcePatterns = {"*",
                                                                  "*",
                                                                  "arn:aws:s3:::b/*",
                                                                  "arn:aws:s3:::b/${aws:username}/*",
                                                                  "arn:aws:s3:::*a*b?",
                                                                  "arn:aws:s3",
                                                                  "arn:*",
                                                                  "arn:aws:s3:::b/${k:list}",
                                                                  "arn:aws:s3:::b/${k:none, 'dflt'}",
                                                                  "arn:aws:s3:::b/${k:none, dflt}",
                                                                  "arn:aws:s3:::b/${ aws:username }/*",
                                                                  "arn:aws:s3:::b/${*}",
                                                                  "arn:aws:s3:::b/${k:star}",
                                                                  "arn:aws:s3:::b/k",
                                                                  "arn:aws:iam::*:role/?pp",
                                                                  "arn:aws:s3:::**/*",
                                                                  "arn:aws:s3:::?/${aws:UserName}?*",
                                                                  "arn:aws:${k:star}:::b/k",
                                                                  "arn:*:iam::*:*"};
constexpr std::initializer_list<const char*> kResources = {"*",
                                                           "arn:aws:s3:::b/k",
                                                           "arn:aws:s3:::b/k",
                                                           "arn:aws:s3:::b/ann/x",
                                                           "arn:aws:s3:::b/dflt",
                                                           "arn:aws:s3:::b/*",
                                                           "arn:aws:s3:::xaybz",
                                                           "arn:aws:s3:::b/${aws:username}/x",
                                                           "arn:aws:s3:::ababab:",
                                                           "arn:aws:s3:r:1:a/b",
                                                           "arn:aws:s3:::b/bob/",
                                                           "arn:aws:iam::111122223333:role/app",
                                                           "arn:aws:iam::aws:policy/ReadOnlyAccess",
                                                           "arn:aws:iam::1:role/aws-reserved/sso/x",
                                                           "arn:aws:kms:r:1:alias/aws/s3"};
constexpr std::initializer_list<const char*> kCallers = {
    "arn:aws:iam::111122223333:user/ann",
    "arn:aws:iam::111122223333:user/ann",
    "arn:aws:iam::111122223333:user/dir/bob",
    "arn:aws:iam::111122223333:role/app",
    "arn:aws:sts::111122223333:assumed-role/app/s1",
    "arn:aws:sts::111122223333:assumed-role/app/s2",
    "arn:aws:sts::444455556666:assumed-role/app/s1",
    "arn:aws:sts::111122223333:federated-user/fed",
    "arn:aws:iam::111122223333:root",
    "ec2.amazonaws.com",
    "anonymous",
    "arn:aws:iam::111122223333:oidc-provider/issuer.example",
    "accounts.google.com",
    "arn:aws:iam::111122223333:saml-provider/corp",
    "arn:aws:iam::444455556666:user/ann",
    "arn:aws:iam::444455556666:root",
    "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForX/s",
    "arn:aws:iam::111122223333:role/aws-service-role/x/AWSServiceRoleForX"};

}  // namespace

PolicyPtr compile_asked(const json::Value& document, Kind kind) {
  std::string text = json::dump(document);
  base::Diagnostics diagnostics("", text);
  PolicyPtr policy = compile(text, kind, diagnostics, "", Size::any);
  EXPECT_TRUE(policy) << text << "\n" << diagnostics.render();
  return policy;
}

json::Value RandomPolicies::some_of(Words words) {
  if (chance(50)) return one_of(words);
  json::Array out;
  for (int i = below(4); i > 0; --i) out.emplace_back(one_of(words));
  return out;
}

json::Value RandomPolicies::principal() {
  if (chance(25)) return "*";
  json::Object out;
  if (chance(80)) {
    out.set("AWS", some_of({"*", "111122223333", "arn:aws:iam::111122223333:root",
                            "arn:aws:iam::111122223333:user/ann", "arn:aws:iam::111122223333:user/dir/bob",
                            "arn:aws:iam::111122223333:role/app", "arn:aws:iam::111122223333:role/dir/app",
                            "arn:aws:sts::111122223333:assumed-role/app/s1",
                            "arn:aws:sts::111122223333:federated-user/fed", "444455556666",
                            "arn:aws:iam::444455556666:user/ann", "arn:aws-cn:iam::111122223333:root",
                            "AIDAAAAAAAAAAAAAAAAAA", "AROAAAAAAAAAAAAAAAAAA"}));
  }
  if (chance(20)) out.set("Service", some_of({"ec2.amazonaws.com", "logs.amazonaws.com"}));
  if (chance(30)) {
    out.set("Federated", some_of({"arn:aws:iam::111122223333:oidc-provider/issuer.example",
                                  "accounts.google.com", "arn:aws:iam::111122223333:saml-provider/corp"}));
  }
  if (chance(10)) out.set("CanonicalUser", "canonical1");
  return out;
}

std::string RandomPolicies::value_for(const std::string& op) {
  if (op.find("Numeric") != std::string::npos)
    return one_of({"10", "10.5", "-3", "010", "x", "1e1", "9.", "+10", "10.50", ".5", "", " 10"});
  if (op.find("Date") != std::string::npos) {
    return one_of({"2026-01-01", "2026-01-01T00:00:00Z", "1767225600", "1767225601", "soon", "2026-01",
                   "2026-01-01T01:00:00+01:00", "2025-12-31T19:00:01-05:00", "2026-01-01T00:00:00",
                   "1767225600000", "2026-01-01T00:00:00.000Z", "2026-13-01", ""});
  }
  if (op.find("Bool") != std::string::npos) return one_of({"true", "False", "maybe", "", "${k:bool}"});
  if (op.find("Null") != std::string::npos) return one_of({"true", "FALSE", "x"});
  if (op.find("Binary") != std::string::npos) return one_of({"QQ==", "QUI=", "???"});
  if (op.find("IpAddress") != std::string::npos) {
    return one_of({"10.0.0.0/8", "10.1.2.3/12", "10.1.2.3", "2001:db8::/33", "::1", "0.0.0.0/0", "x", "::/0",
                   "::ffff:10.1.2.3", "10.1.2.3/33", "2001:db8:7fff::1", "10.1.2"});
  }
  if (op.find("Arn") != std::string::npos) {
    return one_of({"arn:aws:sns:*:111122223333:t*", "arn:aws:sns:r:${aws:PrincipalAccount}:?",
                   "arn:*:sns:r:*:x:y", "arn:aws:sns:r:111122223333:t", "arn:aws:sns", "*",
                   "arn:aws:sns:r:111122223333:a:t", "arn:aws:*:t", "arn:aws:sns:r:${k:none, '1'}:${*}t"});
  }
  return one_of({"a",
                 "A",
                 "a*",
                 "?b",
                 "",
                 "${aws:username}",
                 "${k:none}",
                 "${k:star}x",
                 "${k:none, 'a'}",
                 "${k:none, a}",
                 "${k:none,'a'}",
                 "${ aws:username}",
                 "ann",
                 "*",
                 "${*}",
                 "a${?}",
                 "${$}{k:star}",
                 "${K:STAR}*",
                 "${k:list}",
                 "a\nb",
                 "?\n?",
                 "10",
                 "true"});
}

// A string, a number or a boolean, one alone or a list.
json::Value RandomPolicies::condition_values(const std::string& op) {
  auto value = [&]() -> json::Value {
    bool numeric = op.find("Numeric") != std::string::npos;
    if (numeric && chance(20)) return static_cast<int64_t>(10 - below(3));
    if (!numeric && chance(5)) return chance(50);
    return value_for(op);
  };
  if (chance(30)) return value();
  json::Array out;
  for (int v = chance(5) ? 0 : 1 + below(3); v > 0; --v) out.push_back(value());
  return out;
}

json::Value RandomPolicies::conditions() {
  static constexpr Words kOperators = {"StringEquals",
                                       "StringNotEquals",
                                       "StringEqualsIgnoreCase",
                                       "StringNotEqualsIgnoreCase",
                                       "StringLike",
                                       "StringNotLike",
                                       "NumericEquals",
                                       "NumericNotEquals",
                                       "NumericLessThan",
                                       "NumericLessThanEquals",
                                       "NumericGreaterThan",
                                       "NumericGreaterThanEquals",
                                       "DateEquals",
                                       "DateNotEquals",
                                       "DateLessThan",
                                       "DateLessThanEquals",
                                       "DateGreaterThan",
                                       "DateGreaterThanEquals",
                                       "Bool",
                                       "BinaryEquals",
                                       "IpAddress",
                                       "NotIpAddress",
                                       "ArnEquals",
                                       "ArnNotEquals",
                                       "ArnLike",
                                       "ArnNotLike",
                                       "Null"};
  json::Object out;
  for (int i = 1 + below(2); i > 0; --i) {
    std::string base = one_of(kOperators), op = base;
    if (base != "Null" && chance(25)) op = one_of({"ForAllValues:", "ForAnyValue:"}) + op;
    if (base != "Null" && chance(25)) op += "IfExists";
    json::Object keys;
    for (int k = 1 + below(2); k > 0; --k) {
      std::string key = one_of({"k:one", "k:two", "k:list", "k:none", "aws:username"});
      keys.set(key, condition_values(base));
    }
    // Names that differ only by case would be a mistake.
    if (!out.contains(op) && !out.contains(base::lower(op))) out.set(chance(10) ? base::lower(op) : op, keys);
  }
  return out;
}

json::Value RandomPolicies::statement(Kind kind, std::string_view effect) {
  json::Object out{{"Effect", effect}};
  bool trust = kind == Kind::trust;
  bool names_principal = trust || kind == Kind::resource || kind == Kind::endpoint || kind == Kind::rcp;
  if (kind == Kind::rcp) {
    out.set("Principal", "*");
  } else if (names_principal) {
    out.set(!trust && chance(20) ? "NotPrincipal" : "Principal", principal());
  }
  json::Value actions = trust ? some_of({"sts:AssumeRole", "sts:*", "*"}) : some_of(kActionPatterns);
  out.set(chance(15) ? "NotAction" : "Action", actions);
  if (!trust) out.set(chance(15) ? "NotResource" : "Resource", some_of(kResourcePatterns));
  if (chance(40)) out.set("Condition", conditions());
  return out;
}

json::Value RandomPolicies::document(Kind kind) {
  json::Array statements;
  for (int i = below(4); i > 0; --i) {
    bool deny = kind == Kind::rcp || chance(20);
    statements.push_back(statement(kind, deny ? "Deny" : "Allow"));
  }
  json::Object out;
  if (!chance(10)) out.set("Version", chance(90) ? "2012-10-17" : "2008-10-17");
  bool alone = statements.size() == 1 && chance(30);
  out.set("Statement", alone ? statements[0] : json::Value(statements));
  return out;
}

naive::Documents RandomPolicies::documents(Kind kind, int most) {
  naive::Documents out;
  for (int i = below(most + 1); i > 0; --i) out.push_back(document(kind));
  return out;
}

naive::Layers RandomPolicies::layers() {
  naive::Layers out;
  out.identity = documents(Kind::identity, 3);
  if (chance(25)) out.boundary = document(Kind::boundary);
  if (chance(25)) out.session = documents(Kind::session, 2);
  if (chance(15)) {
    out.resource = document(Kind::trust);
    out.resource_kind = ResourcePolicyKind::trust;
  } else if (chance(60)) {
    out.resource = document(Kind::resource);
    if (chance(15)) out.resource_kind = ResourcePolicyKind::key;
  }
  if (chance(10)) out.endpoint = documents(Kind::endpoint, 2);
  for (int i = chance(20) ? below(3) : 0; i > 0; --i) out.scps.push_back(documents(Kind::scp, 2));
  for (int i = chance(20) ? below(3) : 0; i > 0; --i) out.rcps.push_back(documents(Kind::rcp, 2));
  return out;
}

Request RandomPolicies::request() {
  Request out;
  out.principal = *parse_principal(one_of(kCallers));
  if (out.principal.type == PrincipalType::role_session) {
    if (chance(50) && out.principal.arn.starts_with("arn:aws:sts::111122223333:")) {
      out.principal.role_arn =
          one_of({"arn:aws:iam::111122223333:role/app", "arn:aws:iam::111122223333:role/dir/app"});
    }
    out.principal.unique_id = one_of({"", "AROAAAAAAAAAAAAAAAAAA"});
  }
  if (out.principal.type == PrincipalType::user)
    out.principal.unique_id = one_of({"", "AIDAAAAAAAAAAAAAAAAAA"});
  if (out.principal.type == PrincipalType::federated_user) {
    out.principal.user_arn = one_of({"arn:aws:iam::111122223333:user/ann", ""});
  }
  out.principal.canonical_id = one_of({"", "canonical1"});
  out.action = chance(2) ? "sts:GetCallerIdentity" : one_of(kActions);
  out.resource = one_of(kResources);
  out.resource_account = one_of({"", "", "111122223333", "444455556666"});
  auto value = [&] {
    return value_for(one_of({"String", "Numeric", "Date", "Bool", "Binary", "IpAddress", "Arn"}));
  };
  for (const char* key : {"k:one", "k:two"}) {
    if (chance(70)) out.context.set(chance(80) ? key : base::upper(key), value());
  }
  if (chance(50)) {
    std::vector<std::string> values;
    for (int i = below(4); i > 0; --i) values.push_back(value());
    out.context.set_list(one_of({"k:list", "k:list", "k:one"}), values);
  }
  if (chance(50)) out.context.set("k:star", one_of({"*", "?", "k"}));
  if (chance(30)) out.context.set("k:bool", one_of({"true", "False", "x"}));
  if (chance(80)) add_principal_keys(out);
  return out;
}

}  // namespace policy
