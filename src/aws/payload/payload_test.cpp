// Bodies in each of S3's framings, good and broken, read in pieces of every size.
#include "aws/payload/payload.h"

#include <gtest/gtest.h>

#include "base/encoding.h"
#include "crypto/checksum.h"
#include "crypto/digest.h"

namespace aws {
namespace {

// Gives at most `piece` bytes at a time, and after `limit` bytes the connection breaks.
class PieceBody final : public net::BodyReader {
 public:
  PieceBody(std::string content, size_t piece) : content_(std::move(content)), piece_(piece) {}
  base::Result<size_t> read(char* buffer, size_t size) override {
    size_t taken = std::min({size, piece_, content_.size() - at_});
    content_.copy(buffer, taken, at_);
    at_ += taken;
    return taken;
  }

 private:
  std::string content_;
  size_t piece_;
  size_t at_ = 0;
};

const base::Secret kSecret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
constexpr std::string_view kUnsignedTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
constexpr std::string_view kSignedChunks = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
constexpr std::string_view kSignedTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";

VerifiedSignature signature_of(std::string_view payload_hash, std::string_view seed) {
  VerifiedSignature signature;
  SignatureClaim& claim = signature.claim;
  claim.access_key_id = "AKIAIOSFODNN7EXAMPLE";
  claim.date = "20130524";
  claim.region = "us-east-1";
  claim.service = "s3";
  claim.timestamp = "20130524T000000Z";
  claim.signature = seed;
  claim.payload_hash = payload_hash;
  signature.signing_key = derive_signing_key(kSecret, claim.date, claim.region, claim.service);
  return signature;
}

struct Outcome {
  std::string content;
  std::string error;  // code; empty: none
  std::string checksum;
};

struct Upload {
  std::string payload_hash;
  net::Headers headers;
  std::string body;
  std::string seed = {};
};

Outcome read_in_pieces(const Upload& upload, size_t piece, size_t read_size) {
  net::Request request;
  request.headers = upload.headers;
  request.body = std::make_shared<PieceBody>(upload.body, piece);
  if (!upload.payload_hash.starts_with("STREAMING")) request.body_size = upload.body.size();
  VerifiedSignature signature = signature_of(upload.payload_hash, upload.seed);
  auto payload = open_payload(request, &signature);
  if (!payload) return {"", payload.error().code, ""};
  Outcome outcome;
  std::string buffer(read_size, '\0');
  while (true) {
    auto got = (*payload)->read(buffer.data(), buffer.size());
    if (!got) {
      outcome.error = got.error().code;
      EXPECT_FALSE((*payload)->read(buffer.data(), buffer.size())) << "an error must stay";
      return outcome;
    }
    if (*got == 0) break;
    outcome.content.append(buffer, 0, *got);
  }
  EXPECT_EQ((*payload)->read(buffer.data(), buffer.size()).value_or(1), 0u);
  if (auto checksum = (*payload)->checksum()) outcome.checksum = checksum->first + " " + checksum->second;
  return outcome;
}

Outcome read(const Upload& upload) {
  return read_in_pieces(upload, 1 << 20, 1 << 16);
}

std::string chunked(std::string_view text, std::string_view trailer = "") {
  return fmt::format("{:x}\r\n{}\r\n0\r\n{}\r\n", text.size(), text, trailer);
}

Upload unsigned_trailer(std::string body, int64_t decoded, std::string trailer = "x-amz-checksum-crc32") {
  Upload upload{std::string(kUnsignedTrailer), {}, std::move(body)};
  upload.headers.add("x-amz-decoded-content-length", std::to_string(decoded));
  if (!trailer.empty()) upload.headers.add("X-Amz-Trailer", trailer);
  return upload;
}

// CRC-32 of "hello world" is 0d4a1185.
constexpr std::string_view kHello = "hello world";
constexpr std::string_view kHelloCrc = "x-amz-checksum-crc32:DUoRhQ==\r\n";

TEST(Payload, EveryPieceSizeGivesTheSame) {
  std::string body = "6\r\nhello \r\n5\r\nworld\r\n0\r\n" + std::string(kHelloCrc) + "\r\n";
  for (size_t piece = 1; piece <= body.size(); ++piece) {
    for (size_t read_size : {1, 2, 5, 6, 7, 64}) {
      Outcome outcome = read_in_pieces(unsigned_trailer(body, 11), piece, read_size);
      EXPECT_EQ(outcome.content, kHello) << piece << " " << read_size << " " << outcome.error;
      EXPECT_EQ(outcome.checksum, "CRC32 DUoRhQ==");
    }
  }
}

TEST(Payload, EveryTruncationIsRefused) {
  std::string body = chunked(kHello, kHelloCrc);
  for (size_t size = 0; size < body.size(); ++size) {
    Outcome outcome = read(unsigned_trailer(body.substr(0, size), 11));
    EXPECT_EQ(outcome.error, "IncompleteBody") << "after " << size << " bytes";
  }
  EXPECT_EQ(read(unsigned_trailer(body + "x", 11)).error, "InvalidRequest");
}

TEST(Payload, FramingsGoodAndBroken) {
  struct Row {
    std::string_view body;
    int64_t decoded;
    std::string_view error;
  };
  for (const Row& row : {
           Row{"b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n", 11, ""},
           Row{"B\r\nhello world\r\n0\r\nX-Amz-Checksum-Crc32: DUoRhQ== \r\n\r\n", 11, ""},
           Row{"000b\r\nhello world\r\n000\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n", 11, ""},
           Row{"b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\n\r\n", 11, ""},
           Row{"0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", 0, ""},
           Row{"b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n", 11, "BadDigest"},
           Row{"b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:AAAA\r\n\r\n", 11, "InvalidRequest"},
           Row{"b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:?\r\n\r\n", 11, "InvalidRequest"},
           Row{"b\r\nhello world\r\n0\r\n\r\n", 11, "MalformedTrailerError"},
           Row{"b\r\nhello world\r\n0\r\nx-amz-checksum-sha1:AAAA\r\n\r\n", 11, "MalformedTrailerError"},
           Row{"b\r\nhello "
               "world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n",
               11, "MalformedTrailerError"},
           Row{"b\r\nhello world\r\n0\r\nno colon\r\n\r\n", 11, "InvalidRequest"},
           Row{"b\r\nhello world\r\n0\r\n", 11, "IncompleteBody"},
           Row{"b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\nb\r\n", 11, "InvalidRequest"},
           Row{"b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n", 10, "IncompleteBody"},
           Row{"b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n", 12, "IncompleteBody"},
           Row{"b\r\nhello worldx\r\n0\r\n\r\n", 11, "InvalidRequest"},
           Row{"b\r\nhello world0\r\n\r\n", 11, "InvalidRequest"},
           Row{"b\nhello world\r\n0\r\n\r\n", 11, "InvalidRequest"},
           Row{"b \r\nhello world\r\n0\r\n\r\n", 11, "InvalidRequest"},
           Row{"0xb\r\nhello world\r\n0\r\n\r\n", 11, "InvalidRequest"},
           Row{"-b\r\nhello world\r\n0\r\n\r\n", 11, "InvalidRequest"},
           Row{"+b\r\nhello world\r\n0\r\n\r\n", 11, "InvalidRequest"},
           Row{"\r\nhello world\r\n0\r\n\r\n", 11, "InvalidRequest"},
           Row{"b;chunk-signature=00\r\nhello world\r\n0\r\n\r\n", 11, "InvalidRequest"},
           Row{"b;x=y\r\nhello world\r\n0\r\n\r\n", 11, "InvalidRequest"},
           Row{"fffffffffffffffff\r\nhello", 11, "InvalidRequest"},
           Row{"ffffffffffffffff\r\nhello", 11, "IncompleteBody"},
           Row{"hello world", 11, "IncompleteBody"},
       }) {
    Outcome outcome = read(unsigned_trailer(std::string(row.body), row.decoded));
    EXPECT_EQ(outcome.error, row.error) << row.body << " as " << row.decoded;
  }
  EXPECT_EQ(read(unsigned_trailer(std::string(2000, '1'), 11)).error, "InvalidRequest");
}

TEST(Payload, LargeBodiesPassThrough) {
  std::string content, body;
  for (int i = 0; content.size() < 300'000; ++i) {
    std::string chunk(static_cast<size_t>(i * 37 % 20'000 + 1), static_cast<char>('a' + i % 26));
    content += chunk;
    body += fmt::format("{:x}\r\n{}\r\n", chunk.size(), chunk);
  }
  auto crc = crypto::Checksum::make("CRC64NVME");
  crc->update(content);
  body += "0\r\nx-amz-checksum-crc64nvme:" + base::base64(crc->finish()) + "\r\n\r\n";
  Upload upload = unsigned_trailer(body, static_cast<int64_t>(content.size()), "x-amz-checksum-crc64nvme");
  for (size_t piece : {1, 1000, 16384, 100'000})
    EXPECT_EQ(read_in_pieces(upload, piece, 65536).content, content);
}

TEST(Payload, DecodedLengthIsNeeded) {
  Upload upload = unsigned_trailer(chunked(kHello, kHelloCrc), 11);
  upload.headers.erase("x-amz-decoded-content-length");
  EXPECT_EQ(read(upload).error, "MissingContentLength");
  for (std::string_view text : {"-1", "", "x", "1e3"}) {
    upload.headers.set("x-amz-decoded-content-length", std::string(text));
    EXPECT_EQ(read(upload).error, "InvalidArgument") << text;
  }
}

TEST(Payload, HashOfAPlainBody) {
  std::string hash = base::hex(crypto::sha256(kHello));
  EXPECT_EQ(read({hash, {}, std::string(kHello)}).error, "");
  EXPECT_EQ(read({hash, {}, "hello worle"}).error, "XAmzContentSHA256Mismatch");
  EXPECT_EQ(read({"UNSIGNED-PAYLOAD", {}, "hello worle"}).content, "hello worle");
}

TEST(Payload, ChecksumHeaders) {
  std::string hello(kHello);
  struct Row {
    net::Headers headers;
    std::string_view error;
  };
  for (const Row& row : {
           Row{{{"Content-MD5", "XrY7u+Ae7tCTyyK7j1rNww=="}}, ""},
           Row{{{"Content-MD5", "XrY7u+Ae7tCTyyK7j1rNwg=="}}, "BadDigest"},
           Row{{{"Content-MD5", "XrY7"}}, "InvalidDigest"},
           Row{{{"Content-MD5", "nonsense"}}, "InvalidDigest"},
           Row{{{"x-amz-checksum-crc32", "DUoRhQ=="}}, ""},
           Row{{{"x-amz-checksum-crc32c", "yZRlqg=="}}, ""},
           Row{{{"x-amz-checksum-sha1", "Kq5sNclPz7QV2+lfQIuc6R7oRu0="}}, ""},
           Row{{{"x-amz-checksum-sha256", "uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek="}}, ""},
           Row{{{"x-amz-checksum-crc32", "DUoRhg=="}}, "BadDigest"},
           Row{{{"x-amz-checksum-sha1", "DUoRhQ=="}}, "InvalidRequest"},
           Row{{{"x-amz-checksum-crc32", "DUoRhQ"}}, "InvalidRequest"},
           Row{{{"x-amz-checksum-md4", "DUoRhQ=="}}, "InvalidRequest"},
           Row{{{"x-amz-checksum-crc32", "DUoRhQ=="}, {"x-amz-checksum-crc32c", "yZRlqg=="}},
               "InvalidRequest"},
           Row{{{"x-amz-checksum-crc32", "DUoRhQ=="}, {"x-amz-sdk-checksum-algorithm", "CRC32"}}, ""},
           Row{{{"x-amz-checksum-crc32", "DUoRhQ=="}, {"x-amz-sdk-checksum-algorithm", "SHA1"}},
               "InvalidRequest"},
           Row{{{"x-amz-sdk-checksum-algorithm", "CRC32"}}, "InvalidRequest"},
           Row{{{"x-amz-trailer", "x-amz-checksum-crc32"}}, "InvalidRequest"},
           Row{{{"x-amz-checksum-algorithm", "CRC32"}, {"x-amz-checksum-type", "COMPOSITE"}}, ""},
       }) {
    EXPECT_EQ(read({"UNSIGNED-PAYLOAD", row.headers, hello}).error, row.error)
        << row.headers.begin()->name << ": " << row.headers.begin()->value;
  }
}

TEST(Payload, ChecksumsOfTheObjectAreLeftAlone) {
  net::Request request;
  request.headers = {{"x-amz-checksum-crc32", "AAAAAA=="}};
  request.body = std::make_shared<net::StringBody>(std::string(kHello));
  request.body_size = kHello.size();
  auto payload = open_payload(request, nullptr, ChecksumHeaders::of_object);
  ASSERT_TRUE(payload);
  EXPECT_EQ(read_payload(**payload, 1 << 20).value_or("refused"), kHello);
  EXPECT_FALSE((*payload)->checksum());
}

TEST(Payload, LengthOfThePlainBody) {
  net::Request request;
  request.body = std::make_shared<net::StringBody>("hello");
  request.body_size = 6;
  auto payload = open_payload(request, nullptr);
  ASSERT_TRUE(payload);
  EXPECT_EQ(read_payload(**payload, 10).error().code, "IncompleteBody");
  EXPECT_EQ(read_payload(**payload, 5).error().code, "EntityTooLarge");
  request.body_size = std::nullopt;
  request.headers.add("Transfer-Encoding", "chunked");
  EXPECT_EQ(open_payload(request, nullptr).error().code, "MissingContentLength");
  request.headers.set("x-amz-content-sha256", std::string(kSignedChunks));
  EXPECT_EQ(open_payload(request, nullptr).error().code, "InvalidRequest");
}

// Amazon S3 API Reference, "Transferring payload in multiple chunks": 65 KiB + 1 KiB of `a`.
Upload aws_example() {
  Upload upload{
      std::string(kSignedChunks),
      {{"x-amz-decoded-content-length", "66560"}},
      "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n" +
          std::string(65536, 'a') +
          "\r\n400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n" +
          std::string(1024, 'a') +
          "\r\n0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n",
      "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"};
  return upload;
}

TEST(Payload, SignedChunksOfAwsExample) {
  Upload upload = aws_example();
  for (size_t piece : {1, 1000, 65536, 1 << 20}) {
    Outcome outcome = read_in_pieces(upload, piece, 65536);
    EXPECT_EQ(outcome.error, "");
    EXPECT_EQ(outcome.content, std::string(66560, 'a'));
  }
  for (size_t at : {22, 100, 65700, 65740, 66800}) {
    Upload spoiled = upload;
    spoiled.body[at] ^= 1;
    EXPECT_NE(read(spoiled).error, "") << at;
  }
  upload.seed[0] = '5';
  EXPECT_EQ(read(upload).error, "SignatureDoesNotMatch");
  upload = aws_example();
  size_t second = upload.body.find("\r\n400;") + 2, last = upload.body.find("\r\n0;") + 2;
  upload.body.erase(second, last - second);
  upload.headers.set("x-amz-decoded-content-length", "65536");
  EXPECT_EQ(read(upload).error, "SignatureDoesNotMatch") << "a chunk was taken out";
}

// The same page, "including trailing headers".
Upload aws_trailer_example(std::string_view separator) {
  return {
      std::string(kSignedTrailer),
      {{"x-amz-decoded-content-length", "66560"}, {"x-amz-trailer", "x-amz-checksum-crc32c"}},
      "10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n" +
          std::string(65536, 'a') +
          "\r\n400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n" +
          std::string(1024, 'a') +
          "\r\n0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n" +
          "x-amz-checksum-crc32c:sOO8/Q==" + std::string(separator) +
          "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n",
      "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"};
}

TEST(Payload, SignedTrailerOfAwsExample) {
  for (std::string_view separator : {"\r\n", "\n", "\n\r\n", "\r\n\r\n"}) {
    Outcome outcome = read(aws_trailer_example(separator));
    EXPECT_EQ(outcome.error, "");
    EXPECT_EQ(outcome.checksum, "CRC32C sOO8/Q==");
  }
  Upload upload = aws_trailer_example("\r\n");
  upload.body.replace(upload.body.find("sOO8"), 4, "sOO9");
  EXPECT_EQ(read(upload).error, "SignatureDoesNotMatch");
  upload = aws_trailer_example("\r\n");
  upload.body.erase(upload.body.find("x-amz-trailer-signature"), 90);
  EXPECT_NE(read(upload).error, "");
}

}  // namespace
}  // namespace aws
