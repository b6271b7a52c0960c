#include "blueprint/terraform/hcl.h"

#include <gtest/gtest.h>

namespace blueprint {
namespace {

using json::Object;
using json::Value;

TEST(Hcl, TextsAreNoTemplates) {
  const struct {
    const char *text, *hcl;
  } rows[] = {{"plain", R"("plain")"},
              {"", R"("")"},
              {"say \"no\"", R"("say \"no\"")"},
              {"a\\b", R"("a\\b")"},
              {"${x} $y", R"("$${x} $y")"},
              {"%{if} 5%", R"("%%{if} 5%")"},
              {"a\nb\t", R"("a\nb\t")"},
              {"\x01", R"("\u0001")"},
              {"é", R"("é")"}};
  for (const auto& row : rows) EXPECT_EQ(hcl_text(row.text), row.hcl);
}

TEST(Hcl, NamesAreThoseThatTerraformTakes) {
  EXPECT_EQ(hcl_name("network/subnet/private-a"), "network_subnet_private_a");
  EXPECT_EQ(hcl_name("1st"), "_1st");
  EXPECT_EQ(hcl_name(""), "_");
}

TEST(Hcl, IsWrittenAsItsFormatterDoes) {
  auto is_known = [](const std::string& text) { return text == "vpc-1" ? "aws_vpc.a.id" : std::string(); };
  std::vector<HclItem> body = {
      hcl_attribute("vpc_id", hcl_value("vpc-1", is_known)),
      hcl_attribute("count", hcl_value(3)),
      hcl_attribute("ids", hcl_value(json::Array{"vpc-1", "b"}, is_known)),
      hcl_attribute("tags", hcl_value(Object{{"Name", "vpc-1"}, {"a:b", "${c}"}}, is_known)),
      hcl_attribute("on", hcl_value(true)),
      hcl_block("filter", {}),
      hcl_block("rule", {hcl_attribute("id", hcl_value("x"))})};
  EXPECT_EQ(hcl({hcl_block(R"(resource "t" "n")", body)}), R"(resource "t" "n" {
  vpc_id = aws_vpc.a.id
  count  = 3
  ids    = [aws_vpc.a.id, "b"]
  tags = {
    "Name" = "vpc-1"
    "a:b"  = "$${c}"
  }
  on = true

  filter {}

  rule {
    id = "x"
  }
}
)");
  EXPECT_EQ(hcl_value(Object()), "{}");
  EXPECT_EQ(hcl_value(Object{{"a", Object{{"b", json::Array{1, 2}}}}}), "{\n  a = {\n    b = [1, 2]\n  }\n}");
}

}  // namespace
}  // namespace blueprint
