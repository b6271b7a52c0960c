// Responses that other tools have signed (testdata/saml: lxml and signxml), and what attackers make of them.
#include "identity/saml_response.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "base/file.h"
#include "identity/canonical_xml.h"
#include "tests/source_dir.h"

namespace identity {
namespace {

const base::Time kNow = *base::parse_iso8601("2027-01-15T08:01:00Z");

std::string read(const std::string& name) {
  return *base::read_file(std::string(SLIPWAY_SOURCE_DIR) + "/src/identity/testdata/saml/" + name);
}

const SamlMetadata& metadata() {
  static const SamlMetadata kMetadata = *read_saml_metadata(read("metadata.xml"));
  return kMetadata;
}

// "ok", or the code and the message.
std::string verdict(const std::string& xml, base::Time now = kNow) {
  auto who = verify_saml_response(base::base64(xml), metadata(), now);
  return who ? "ok" : fmt::format("{}: {}", token_error_name(who.error().code), who.error().message);
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

// From `begin` up to and with `end`.
std::string part(const std::string& text, const std::string& begin, const std::string& end) {
  size_t from = text.find(begin), to = text.find(end, from);
  EXPECT_NE(to, std::string::npos);
  return text.substr(from, to + end.size() - from);
}

TEST(SamlResponse, is_read_as_it_was_signed) {
  for (const char* name : {"assertion_signed.xml", "response_signed.xml", "both_signed.xml"}) {
    SCOPED_TRACE(name);
    auto who = verify_saml_response(base::base64(read(name)), metadata(), kNow);
    ASSERT_TRUE(who) << who.error().message;
    EXPECT_EQ(who->issuer, "https://idp.example.com/saml");
    EXPECT_EQ(who->subject, "jörg&co");
    EXPECT_EQ(who->subject_type, "persistent");
    EXPECT_EQ(who->audience, "https://signin.aws.amazon.com/saml");
    EXPECT_EQ(who->session_name, "joerg@example.com");
    EXPECT_TRUE(
        who->may_have("arn:aws:iam::111122223333:role/app", "arn:aws:iam::111122223333:saml-provider/corp"));
    EXPECT_FALSE(
        who->may_have("arn:aws:iam::111122223333:role/x", "arn:aws:iam::111122223333:saml-provider/corp"));
    EXPECT_EQ(who->keys.at("saml:edupersonaffiliation"), (std::vector<std::string>{"staff", "member"}));
    EXPECT_EQ(who->tags.at("team"), "blue");
    EXPECT_EQ(who->session_ends, base::parse_iso8601("2027-01-15T08:30:00Z"));
  }
}

TEST(SamlResponse, is_good_for_a_short_time) {
  std::string good = read("assertion_signed.xml");
  struct Row {
    const char* now;
    const char* begins;
  };
  constexpr Row kRows[] = {
      {"2027-01-15T07:58:00Z", "InvalidIdentityToken: IssueInstant"},
      {"2027-01-15T08:04:59Z", "ok"},
      {"2027-01-15T08:05:00Z", "ExpiredTokenException: Token is expired"},
      {"2027-01-15T08:06:00Z", "ExpiredTokenException: Token must be redeemed within 5 minutes of issuance"},
  };
  for (const Row& row : kRows) {
    std::string found = verdict(good, *base::parse_iso8601(row.now));
    EXPECT_TRUE(found.starts_with(row.begins)) << row.now << ": " << found;
  }
}

const std::string kSignatureWrong = "InvalidIdentityToken: Response signature invalid";
const std::string kNotXml = "InvalidIdentityToken: Invalid SAML response";

TEST(SamlResponse, of_others_making_is_refused) {
  std::string good = read("assertion_signed.xml");
  std::string assertion = part(good, "<saml:Assertion", "</saml:Assertion>");
  std::string signature = part(good, "<ds:Signature ", "</ds:Signature>");
  std::string unsigned_one = with(assertion, signature, "");
  std::string evil = with(with(unsigned_one, "joerg@", "root@"), "_a1", "_evil");
  struct Row {
    const char* what;
    std::string xml;
    std::string verdict;
  };
  const Row kRows[] = {
      {"a value changed", with(good, "joerg@", "root@"), kSignatureWrong},
      {"the signature gone", with(good, signature, ""), kSignatureWrong},
      {"the signature of another element",
       with(with(good, signature, ""), "<samlp:Status>", signature + "<samlp:Status>"), kSignatureWrong},
      {"two assertions, the forged one first", with(good, assertion, evil + assertion),
       "InvalidIdentityToken: Responses must contain exactly one Assertion, which is not encrypted"},
      {"the signed one inside the forged one's signature",
       with(good, assertion,
            with(evil, "<saml:Subject>",
                 with(signature, "</ds:Signature>",
                      "<ds:Object>" + unsigned_one + "</ds:Object></ds:Signature>") +
                     "<saml:Subject>")),
       kSignatureWrong},
      {"the signed one in an extension, the forged one with its ID",
       with(good, assertion,
            with(evil, "_evil", "_a1") + "<samlp:Extensions>" + assertion + "</samlp:Extensions>"),
       kNotXml},
      {"two signatures", with(good, signature, signature + signature), kSignatureWrong},
      {"the digest of another text", with(good, "</saml:Assertion>", "<saml:Advice/></saml:Assertion>"),
       kSignatureWrong},
      {"a weaker digest", with(good, "2001/04/xmlenc#sha256", "2000/09/xmldsig#sha1"), kSignatureWrong},
      {"a weaker method", with(good, "2001/04/xmldsig-more#rsa-sha256", "2000/09/xmldsig#rsa-sha1"),
       kSignatureWrong},
      {"a secret instead of a key", with(good, "xmldsig-more#rsa-sha256", "xmldsig-more#hmac-sha256"),
       kSignatureWrong},
      {"a transform more",
       with(good, "<ds:Transforms>",
            "<ds:Transforms><ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/>"),
       kSignatureWrong},
      {"a reference to the whole document", with(good, "URI=\"#_a1\"", "URI=\"\""), kSignatureWrong},
      {"a document type", "<!DOCTYPE r [<!ENTITY e \"x\">]>" + good, kNotXml},
      {"an entity", with(good, "&amp;co", "&e;"), kNotXml},
      {"a processing instruction", with(good, "<saml:Subject>", "<?x y?><saml:Subject>"), kNotXml},
      {"an attribute twice", with(good, "ID=\"_a1\"", "ID=\"_a1\" ID=\"_a2\""), kNotXml},
      {"no success", with(good, "status:Success", "status:Requester"),
       "InvalidIdentityToken: Response is not of a success"},
      {"something else", "<a/>", kNotXml},
  };
  for (const Row& row : kRows) EXPECT_EQ(verdict(row.xml), row.verdict) << row.what;
}

// A comment cuts no name short: what is signed is the text without it, and so is what is read.
TEST(SamlResponse, with_a_comment_put_into_a_name_says_the_same) {
  std::string xml = with(read("assertion_signed.xml"), "joerg@example", "joerg<!-- x -->@example");
  auto who = verify_saml_response(base::base64(xml), metadata(), kNow);
  ASSERT_TRUE(who);
  EXPECT_EQ(who->session_name, "joerg@example.com");
}

TEST(SamlResponse, is_of_the_provider_whose_metadata_it_is) {
  SamlMetadata other = metadata();
  other.issuer = "https://other.example.com/saml";
  auto who = verify_saml_response(base::base64(read("assertion_signed.xml")), other, kNow);
  ASSERT_FALSE(who);
  EXPECT_EQ(who.error().message, "Issuer not present in specified provider");
  other = metadata();
  other.keys.erase(other.keys.begin());
  EXPECT_FALSE(verify_saml_response(base::base64(read("assertion_signed.xml")), other, kNow));
}

// Exclusive XML Canonicalization 1.0, section 2.2 and its examples.
TEST(CanonicalXml, is_the_one_text_of_an_element) {
  struct Row {
    const char* xml;
    const char* canonical;
    std::vector<std::string> inclusive;
  };
  const Row kRows[] = {
      {"<a  b='1'   a=\"2\" />", "<a a=\"2\" b=\"1\"></a>", {}},
      {"<a xmlns:z='urn:z' xmlns='urn:d'><b z:q='1'/></a>",
       "<a xmlns=\"urn:d\"><b xmlns:z=\"urn:z\" z:q=\"1\"></b></a>",
       {}},
      {"<a xmlns:z='urn:z'><b/></a>", "<a xmlns:z=\"urn:z\"><b></b></a>", {"z"}},
      {"<a xmlns='urn:d'><b xmlns=''/></a>", "<a xmlns=\"urn:d\"><b xmlns=\"\"></b></a>", {}},
      {"<a>x<!-- y -->&lt;&#13;&gt;<![CDATA[<&]]>\r\n</a>", "<a>x&lt;&#xD;&gt;&lt;&amp;\n</a>", {}},
      {"<a b='&#9;&#10;&quot;\t&amp;'/>", "<a b=\"&#x9;&#xA;&quot; &amp;\"></a>", {}},
      {"<a xmlns:x='urn:2' xmlns:y='urn:1' x:b='1' y:b='2' b='3'/>",
       "<a xmlns:x=\"urn:2\" xmlns:y=\"urn:1\" b=\"3\" y:b=\"2\" x:b=\"1\"></a>",
       {}},
  };
  for (const Row& row : kRows) {
    auto root = parse_xml(row.xml);
    ASSERT_TRUE(root) << row.xml << root.error().message;
    EXPECT_EQ(canonical_xml(*root, nullptr, row.inclusive), row.canonical);
  }
}

TEST(Xml, is_read_strictly) {
  for (const char* bad : {"",
                          "x",
                          "<a>",
                          "<a></b>",
                          "<a/><b/>",
                          "<a b=1/>",
                          "<a b='1'c='2'/>",
                          "<a b='<'/>",
                          "<a b='1' b='2'/>",
                          "<p:a/>",
                          "<a xmlns:p='u' xmlns:q='u' p:b='1' q:b='2'/>",
                          "<a>&nbsp;</a>",
                          "<a>&#0;</a>",
                          "<a>&#x110000;</a>",
                          "<a xmlns:xml='urn:x'/>",
                          "<a xmlns:p=''/>",
                          "<a><!-- -- --></a>",
                          "<!DOCTYPE a><a/>",
                          "<a><?pi?></a>",
                          "<a>\x01</a>",
                          "\xEF\xBB\xBF<a/>",
                          "<?xml version='1.0' encoding='UTF-16'?><a/>",
                          "<a>\xff</a>",
                          "<a:b:c/>",
                          "<a></a "}) {
    EXPECT_FALSE(parse_xml(bad)) << bad;
  }
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<a>";
  EXPECT_FALSE(parse_xml(deep));
  std::string wide = "<a", named = "<a";
  for (int i = 0; i < 1000; ++i) {
    wide += fmt::format(" a{}='1'", i);
    named += fmt::format(" xmlns:a{}='u'", i);
  }
  EXPECT_FALSE(parse_xml(wide + "/>"));
  EXPECT_FALSE(parse_xml(named + "/>"));
}

}  // namespace
}  // namespace identity
