// AWS's service models as data: the official botocore models, trimmed and compiled at build time by
// tools/compile_models.py into one table that is embedded in the program (format: docs/model-format.md).
//
// All views point into that table: copy them freely, they live as long as the program.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace aws {

enum class Protocol : uint8_t { query, ec2, json, rest_json, rest_xml };

enum class ShapeType : uint8_t {
  structure,
  list,
  map,
  string,
  blob,
  boolean,
  integer,
  long_integer,
  float_number,
  double_number,
  timestamp
};

// Where a member travels; body is the default.
enum class Location : uint8_t { body, header, headers, uri, query_string, status_code };

enum class TimestampFormat : uint8_t { unspecified, iso8601, rfc822, unix_seconds };

class Shape;

class Member {
 public:
  std::string_view name() const;       // as in the model and in decoded values
  std::string_view wire_name() const;  // locationName, or the name
  // ec2: queryName, or the wire name with a capital first letter. query: the wire name, but in services that
  // speak JSON, too, whose members have other names there.
  std::string_view query_name() const;
  Shape shape() const;
  Location location() const;
  bool required() const;
  bool idempotency_token() const;  // clients fill it with a UUID
  bool flattened() const;
  bool xml_attribute() const;
  bool streaming() const;
  TimestampFormat timestamp_format() const;
  std::string_view xml_namespace() const;  // uri; may be empty
  std::string_view xml_prefix() const;

  bool operator==(const Member&) const = default;

 private:
  friend class Shape;
  explicit Member(uint32_t index) : index_(index) {}
  uint32_t index_;
};

class Shape {
 public:
  std::string_view name() const;
  ShapeType type() const;

  // structure
  uint32_t member_count() const;
  Member member(uint32_t index) const;
  std::optional<Member> find_member(std::string_view name) const;
  std::optional<Member> payload() const;  // the member that is the whole body (rest protocols)

  // list: its element; map: its key and value. Names and flattening as Member has them.
  Member element() const;
  Member key() const;
  Member value() const;

  // constraints; absent where the model has none
  std::optional<double> min() const;
  std::optional<double> max() const;
  std::string_view pattern() const;
  uint32_t enum_count() const;
  std::string_view enum_value(uint32_t index) const;

  bool flattened() const;
  bool streaming() const;
  bool sensitive() const;  // never log its values
  TimestampFormat timestamp_format() const;
  std::string_view xml_namespace() const;

  // error structures
  bool is_error() const;
  std::string_view error_code() const;  // on the wire; often not the shape's name
  int error_status() const;             // HTTP status
  // Of services that speak JSON and are compatible with the query protocol: the code there; empty if it is the same.
  std::string_view query_error_code() const;

  bool operator==(const Shape&) const = default;

 private:
  friend class Member;
  friend class Operation;
  explicit Shape(uint32_t index) : index_(index) {}
  uint32_t index_;
};

// How the pages of an operation follow one another. Tokens of output and results are expressions (values/path.h).
class Paginator {
 public:
  uint32_t token_count() const;  // several travel together: KeyMarker and VersionIdMarker
  std::string_view input_token(uint32_t index) const;   // a member of the input
  std::string_view output_token(uint32_t index) const;  // where the answer says it
  std::string_view limit_key() const;                   // a member of the input; may be empty
  std::string_view more_results() const;                // a flag of the output; may be empty
  uint32_t result_count() const;
  std::string_view result(uint32_t index) const;

  bool operator==(const Paginator&) const = default;

 private:
  friend class Operation;
  explicit Paginator(uint32_t index) : index_(index) {}
  uint32_t index_;
};

class Operation {
 public:
  std::string_view name() const;
  std::string_view http_method() const;
  std::string_view uri() const;  // template: /clusters/{name}, /{Bucket}/{Key+}?uploads
  int status() const;            // of a success
  std::optional<Shape> input() const;
  std::optional<Shape> output() const;
  std::string_view result_wrapper() const;       // query
  std::string_view input_location_name() const;  // rest-xml: root element of the request body
  std::string_view input_xml_namespace() const;
  uint32_t error_count() const;
  Shape error(uint32_t index) const;
  bool checksum_required() const;            // S3: httpChecksum.requestChecksumRequired
  std::string_view checksum_member() const;  // S3: requestAlgorithmMember
  bool unsigned_call() const;                // authtype none: AssumeRoleWithWebIdentity
  std::optional<Paginator> paginator() const;
  // What its answer can be filtered by, as the documentation of its input's Filters says: `vpc-id`; `tag:` stands for
  // filters that name a tag's key. Sorted.
  uint32_t filter_count() const;
  std::string_view filter(uint32_t index) const;

  bool operator==(const Operation&) const = default;

 private:
  friend class Service;
  friend class Waiter;
  explicit Operation(uint32_t index) : index_(index) {}
  uint32_t index_;
};

// When waiting for something is over: what an answer is held against, the first that fits decides.
enum class WaiterState : uint8_t { success, retry, failure };
enum class Matcher : uint8_t {
  status,    // the HTTP status
  error,     // the code of an error
  path,      // what the expression finds
  path_all,  // everything that it finds, and it finds something
  path_any   // something that it finds
};

class Acceptor {
 public:
  WaiterState state() const;
  Matcher matcher() const;
  std::string_view argument() const;  // an expression (values/path.h); empty for status and error
  std::string_view expected() const;  // as JSON

 private:
  friend class Waiter;
  explicit Acceptor(uint32_t index) : index_(index) {}
  uint32_t index_;
};

class Waiter {
 public:
  std::string_view name() const;  // ClusterActive
  Operation operation() const;
  uint32_t delay_s() const;  // between two calls
  uint32_t max_attempts() const;
  uint32_t acceptor_count() const;
  Acceptor acceptor(uint32_t index) const;

 private:
  friend class Service;
  explicit Waiter(uint32_t index) : index_(index) {}
  uint32_t index_;
};

class Service {
 public:
  std::string_view id() const;           // botocore's folder: sts, iam, eks, s3
  Protocol protocol() const;             // a client's choice
  bool speaks(Protocol protocol) const;  // a server's: what a request says decides
  std::string_view api_version() const;
  std::string_view signing_name() const;
  std::string_view endpoint_prefix() const;
  std::string_view target_prefix() const;  // json
  std::string_view json_version() const;   // json
  std::string_view xml_namespace() const;
  bool global() const;  // one endpoint for all regions: iam
  uint32_t operation_count() const;
  Operation operation(uint32_t index) const;
  std::optional<Operation> find_operation(std::string_view name) const;
  uint32_t waiter_count() const;
  Waiter waiter(uint32_t index) const;
  std::optional<Waiter> waiter(std::string_view name) const;

  static std::optional<Service> find(std::string_view id);
  static std::optional<Service> find_by_signing_name(std::string_view name);
  static uint32_t count();
  static Service at(uint32_t index);

  bool operator==(const Service&) const = default;

 private:
  explicit Service(uint32_t index) : index_(index) {}
  uint32_t index_;
};

// The version of the package that the models were read from, such as "botocore 1.43.11".
std::string_view models_source();
// The attribution that the licence of the models asks for.
std::string_view models_notice();

}  // namespace aws
