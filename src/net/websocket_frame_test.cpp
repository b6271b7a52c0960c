#include "net/websocket_frame.h"

#include <gmock/gmock.h>

#include <vector>

namespace net {
namespace {

using ::testing::HasSubstr;
using namespace std::string_literals;

struct Outcome {
  std::vector<std::string> messages;  // opcode and data
  std::string refusal;                // code and reason
};

// All at once, or byte by byte.
Outcome read(const std::string& bytes, bool from_client, size_t step, size_t max_bytes = 1 << 20) {
  MessageReader reader(from_client, max_bytes);
  Outcome outcome;
  for (size_t at = 0; at < bytes.size(); at += step) {
    reader.add(std::string_view(bytes).substr(at, step));
    while (true) {
      auto message = reader.next();
      if (!message) {
        outcome.refusal = std::to_string(message.error().code) + " " + message.error().reason;
        return outcome;
      }
      if (!*message) break;
      outcome.messages.push_back(std::to_string(static_cast<int>((*message)->opcode)) + " " +
                                 (*message)->data);
    }
  }
  return outcome;
}

Outcome from_server(const std::string& bytes, size_t max_bytes = 1 << 20) {
  Outcome at_once = read(bytes, false, bytes.size() + 1, max_bytes);
  Outcome piecemeal = read(bytes, false, 1, max_bytes);
  EXPECT_EQ(at_once.messages, piecemeal.messages);
  EXPECT_EQ(at_once.refusal, piecemeal.refusal);
  return at_once;
}

// The examples of RFC 6455 section 5.7.
TEST(WebSocketFrame, ExamplesOfTheRfc) {
  EXPECT_EQ(from_server("\x81\x05\x48\x65\x6c\x6c\x6f").messages, std::vector{"1 Hello"s});
  EXPECT_EQ(read("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", true, 100).messages,
            std::vector{"1 Hello"s});
  EXPECT_EQ(from_server("\x01\x03\x48\x65\x6c\x80\x02\x6c\x6f").messages, std::vector{"1 Hello"s});
  EXPECT_EQ(from_server("\x89\x05\x48\x65\x6c\x6c\x6f").messages, std::vector{"9 Hello"s});
  EXPECT_EQ(from_server("\x82\x7e\x01\x00"s + std::string(256, 'x')).messages,
            std::vector{"2 " + std::string(256, 'x')});
  EXPECT_EQ(from_server("\x82\x7f\x00\x00\x00\x00\x00\x01\x00\x00"s + std::string(65536, 'x')).messages,
            std::vector{"2 " + std::string(65536, 'x')});
}

TEST(WebSocketFrame, WhatIsWrittenIsRead) {
  for (size_t size : {0, 1, 125, 126, 127, 65535, 65536, 100000}) {
    std::string data(size, 'd');
    std::string plain;
    append_frame(plain, Opcode::binary, data, std::nullopt);
    EXPECT_EQ(read(plain, false, 1000).messages, std::vector{"2 " + data}) << size;
    std::string masked;
    append_frame(masked, Opcode::binary, data, FrameMask{'\x11', '\x22', '\x33', '\x44'});
    EXPECT_EQ(read(masked, true, 1000).messages, std::vector{"2 " + data}) << size;
    EXPECT_TRUE(size < 2 || masked.find("dd") == std::string::npos);
  }
}

TEST(WebSocketFrame, ControlFramesMayStandInsideAMessage) {
  EXPECT_EQ(from_server("\x01\x01"
                        "a\x89\x01p\x80\x01"
                        "b")
                .messages,
            (std::vector{"9 p"s, "1 ab"s}));
}

TEST(WebSocketFrame, BrokenOnesAreRefused) {
  struct Row {
    std::string bytes;
    const char* refusal;
  };
  for (const Row& row : {
           Row{"\xc1\x01"s, "1002 a frame uses an extension"},
           Row{"\x83\x01"s, "1002 a frame has an unknown opcode"},
           Row{"\x8b\x01"s, "1002 a frame has an unknown opcode"},
           Row{"\x81\x81\x01\x02\x03\x04x"s, "1002 a server masked a frame"},
           Row{"\x09\x01p"s, "1002 a control frame is cut in pieces"},
           Row{"\x89\x7e\x00\x7e"s, "1002 a control frame is cut in pieces or too long"},
           Row{"\x82\x7e\x00\x05"s, "1002 the length of a frame is not in its shortest form"},
           Row{"\x82\x7f\x00\x00\x00\x00\x00\x00\xff\xff"s, "1002 the length"},
           Row{"\x82\x7f\x80\x00\x00\x00\x00\x00\x00\x00"s, "1002 the length"},
           Row{"\x80\x01x"s, "1002 a message goes on that has not begun"},
           Row{"\x01\x01x\x01\x01y"s, "1002 a message begins inside another"},
           Row{"\x82\x7f\x00\x00\x00\x01\x00\x00\x00\x00"s, "1009 a message is too large"},
           Row{"\x81\x02\xc3\x28"s, "1007 a text is not UTF-8"},
           Row{"\x88\x01\x03"s, "1002 a close has half a code"},
           Row{"\x88\x02\x03\xed"s, "1002 a close has a code that cannot be sent"},
           Row{"\x88\x03\x03\xe8\xff"s, "1007 the reason of a close"},
       }) {
    Outcome outcome = from_server(row.bytes);
    EXPECT_THAT(outcome.refusal, HasSubstr(row.refusal));
    EXPECT_TRUE(outcome.messages.empty()) << row.refusal;
  }
  EXPECT_THAT(read("\x81\x01x", true, 100).refusal, HasSubstr("1002 a client masked no frame"));
}

TEST(WebSocketFrame, TheLimitIsOfTheWholeMessage) {
  EXPECT_EQ(from_server("\x02\x05"
                        "12345\x80\x05"
                        "67890"s,
                        10)
                .messages,
            std::vector{"2 1234567890"s});
  EXPECT_THAT(from_server("\x02\x05"
                          "12345\x80\x06"
                          "67890a"s,
                          10)
                  .refusal,
              HasSubstr("1009"));
}

TEST(WebSocketFrame, ACloseHasACodeAndAReason) {
  WebSocketMessage close{Opcode::close, "\x03\xe9going"};
  EXPECT_EQ(close.close_code(), 1001);
  EXPECT_EQ(close.close_reason(), "going");
  EXPECT_EQ((WebSocketMessage{Opcode::close, ""}).close_code(), 1005);
}

}  // namespace
}  // namespace net
