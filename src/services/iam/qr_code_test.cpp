// Against qrcodegen, another maker of QR codes (level L, byte mode, mask 0).
#include "services/iam/qr_code.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "crypto/digest.h"

namespace account::iam {
namespace {

std::string drawn(std::string_view text) {
  std::string picture;
  for (const auto& row : qr_modules(text)) {
    if (!picture.empty()) picture += '\n';
    for (bool dark : row) picture += dark ? '#' : '.';
  }
  return picture;
}

TEST(QrCode, is_that_of_other_makers) {
  EXPECT_EQ(drawn("otpauth"), R"(#######..#.##.#######
#.....#..###..#.....#
#.###.#.##.##.#.###.#
#.###.#..#.#..#.###.#
#.###.#...#.#.#.###.#
#.....#.....#.#.....#
#######.#.#.#.#######
........##.##........
###.########.##...#..
#.#.#....#....##....#
..#..###..#.#...#.###
#......#.##...##....#
##.#..##..#.#.#..#.#.
........####.#.###.##
#######.#..#.####.###
#.....#.#..###.#....#
#.###.#.####.####..##
#.###.#.......#.##.#.
#.###.#.###.#..####.#
#.....#.#.#...#....#.
#######.##..#.####.##)");
  struct Row {
    size_t size;
    const char* sha256;
  };
  constexpr Row kRows[] = {
      {40, "baaa94eb19930d5495eaff7920377f9332b0b375538368936e3cd72c78a64f69"},   // version 3
      {200, "5e60ce837fb1c92bc7c6369aa6ea6f65be72ec137b6afd498b94a42b2a5386d1"},  // 9: with its version
      {300, "c5ed5110bc99dfaaab88807d8b0d642a638b944950b8719371ed599cc606073a"},  // 11: blocks of two lengths
      {500, "a64f573507756e61d14239768bf4ccd58298a51e3d72a858f803d2147acd5ad9"},  // 15
  };
  for (const Row& row : kRows)
    EXPECT_EQ(base::hex(crypto::sha256(drawn(std::string(row.size, 'a')))), row.sha256) << row.size;
}

TEST(QrCode, is_a_picture_or_nothing) {
  std::string png = qr_code_png("otpauth");
  EXPECT_TRUE(png.starts_with("\x89PNG\r\n\x1a\n"));
  EXPECT_TRUE(png.ends_with(std::string("IEND\xae\x42\x60\x82")));
  EXPECT_EQ(qr_code_png(std::string(600, 'a')), "");
}

}  // namespace
}  // namespace account::iam
