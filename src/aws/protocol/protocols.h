// The protocols one by one; aws/protocol/protocol.h chooses among them and checks what they take and give.
//
// Encoders get objects that fit their shape (aws/values/fit.h). Decoders of requests are strict, those of
// answers ignore what they do not know.
#pragma once

#include "aws/protocol/protocol.h"
#include "aws/values/fault.h"

namespace aws {

// What a client is told to do, and in which protocol: the model's own, but for tests.
struct Call {
  Service service;
  Operation operation;
  Protocol protocol;
};

// An answer as a client sees it.
struct Answer {
  int status;
  const net::Headers& headers;
  std::string_view body;
};

// query and ec2
Decoded<json::Object> decode_query_input(const Route& route);
net::Response encode_query_output(const Route& route, const json::Object& output,
                                  std::string_view request_id);
EncodedRequest encode_query_input(const Call& call, const json::Object& input);
Decoded<json::Object> decode_query_output(const Call& call, const Answer& answer);

Decoded<json::Object> decode_json_input(const Route& route, std::string_view body);
net::Response encode_json_output(const Route& route, const json::Object& output, std::string_view request_id);
EncodedRequest encode_json_input(const Call& call, const json::Object& input);
Decoded<json::Object> decode_json_output(const Call& call, const Answer& answer);

Decoded<json::Object> decode_rest_json_input(const Route& route, const net::Request& request,
                                             std::string_view body);
net::Response encode_rest_json_output(const Route& route, const json::Object& output,
                                      std::string_view request_id);
EncodedRequest encode_rest_json_input(const Call& call, const json::Object& input);
Decoded<json::Object> decode_rest_json_output(const Call& call, const Answer& answer);

Decoded<json::Object> decode_rest_xml_input(const Route& route, const net::Request& request,
                                            std::string_view body);
net::Response encode_rest_xml_output(const Route& route, const json::Object& output,
                                     std::string_view request_id);
EncodedRequest encode_rest_xml_input(const Call& call, const json::Object& input);
Decoded<json::Object> decode_rest_xml_output(const Call& call, const Answer& answer);

// aws/protocol/protocol.h's functions with the protocol given.
base::Result<EncodedRequest> encode_call(const Call& call, const json::Value& input);
Result<json::Value> decode_answer(const Call& call, const Answer& answer);

// The error in an answer that is one, whichever family wrote it.
Error decode_error(const Call& call, const Answer& answer);

// Adds the headers that name a request: x-amzn-RequestId, or S3's pair.
void add_request_id(net::Headers& headers, bool s3, std::string_view request_id);
std::string s3_host_id(std::string_view request_id);

// The members of two objects that share none.
json::Object merge(json::Object a, json::Object b);
Decoded<json::Object> parse_json_object(std::string_view body);  // an empty body is an empty object

inline constexpr std::string_view kS3Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

}  // namespace aws
