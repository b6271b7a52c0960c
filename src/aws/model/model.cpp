#include "aws/model/model.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/table.h"

extern "C" const uint32_t slipway_models[];

namespace aws {
namespace {

enum Section : uint32_t {
  kSource = 1,
  kServices,
  kOperations,
  kShapes,
  kMembers,
  kErrors,
  kOrder,
  kEnums,
  kPaginators,
  kWaiters,
  kAcceptors,
  kTexts
};

// Words of a record, and the place of each field in it (docs/model-format.md).
namespace service {
enum {
  name,
  protocol,
  api_version,
  signing_name,
  endpoint_prefix,
  target_prefix,
  json_version,
  xml_namespace,
  global,
  protocols,
  first_operation,
  operations,
  first_waiter,
  waiters,
  words
};
}
namespace operation {
enum {
  name,
  method,
  uri,
  status,
  input,
  output,
  result_wrapper,
  input_element,
  input_namespace,
  first_error,
  errors,
  flags,
  checksum_member,
  paginator,
  first_filter,
  filters,
  words
};
}
namespace shape {
enum {
  name,
  type,
  flags,
  first_member,
  members,
  payload,
  min,
  max = min + 2,
  pattern = max + 2,
  first_enum,
  enums,
  timestamp_format,
  xml_namespace,
  error_code,
  error_status,
  query_error_code,
  words
};
}
namespace member {
enum {
  name,
  wire_name,
  query_name,
  shape,
  location,
  flags,
  timestamp_format,
  xml_namespace,
  xml_prefix,
  words
};
}

namespace paginator {
enum { first_input, tokens, first_output, limit_key, more_results, first_result, results, words };
}
namespace waiter {
enum { name, operation, delay, max_attempts, first_acceptor, acceptors, words };
}
namespace acceptor {
enum { state, matcher, argument, expected, words };
}

constexpr base::Table table() {
  return base::Table(slipway_models);
}
const uint32_t* section(uint32_t index) {
  return table().section(index).data();
}
uint32_t at_service(uint32_t index, uint32_t field) {
  return section(kServices)[index * service::words + field];
}
uint32_t at_operation(uint32_t index, uint32_t field) {
  return section(kOperations)[index * operation::words + field];
}
uint32_t at_shape(uint32_t index, uint32_t field) {
  return section(kShapes)[index * shape::words + field];
}
uint32_t at_member(uint32_t index, uint32_t field) {
  return section(kMembers)[index * member::words + field];
}
uint32_t at_paginator(uint32_t index, uint32_t field) {
  return section(kPaginators)[index * paginator::words + field];
}
uint32_t at_waiter(uint32_t index, uint32_t field) {
  return section(kWaiters)[index * waiter::words + field];
}
uint32_t at_acceptor(uint32_t index, uint32_t field) {
  return section(kAcceptors)[index * acceptor::words + field];
}
std::string_view text(uint32_t string) {
  return table().string(string);
}
std::string_view listed_text(uint32_t index) {
  return text(section(kTexts)[index]);
}
bool bit(uint32_t flags, uint32_t number) {
  return (flags >> number & 1) != 0;
}

// A double in two words; NaN where the model has none.
std::optional<double> number(uint32_t index, uint32_t field) {
  double value;
  std::memcpy(&value, section(kShapes) + index * shape::words + field, sizeof value);
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

// The first index in [0, count) whose name is `name`, or base::kNone; names ascend.
template <typename NameAt>
uint32_t binary_search(uint32_t count, std::string_view name, NameAt name_at) {
  uint32_t low = 0, high = count;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    int order = name_at(middle).compare(name);
    if (order == 0) return middle;
    (order < 0 ? low : high) = order < 0 ? middle + 1 : middle;
  }
  return base::kNone;
}

}  // namespace

std::string_view Member::name() const {
  return text(at_member(index_, member::name));
}
std::string_view Member::wire_name() const {
  return text(at_member(index_, member::wire_name));
}
std::string_view Member::query_name() const {
  return text(at_member(index_, member::query_name));
}
Shape Member::shape() const {
  return Shape(at_member(index_, member::shape));
}
Location Member::location() const {
  return static_cast<Location>(at_member(index_, member::location));
}
bool Member::required() const {
  return bit(at_member(index_, member::flags), 0);
}
bool Member::idempotency_token() const {
  return bit(at_member(index_, member::flags), 1);
}
bool Member::flattened() const {
  return bit(at_member(index_, member::flags), 2);
}
bool Member::xml_attribute() const {
  return bit(at_member(index_, member::flags), 3);
}
bool Member::streaming() const {
  return bit(at_member(index_, member::flags), 4);
}
TimestampFormat Member::timestamp_format() const {
  return static_cast<TimestampFormat>(at_member(index_, member::timestamp_format));
}
std::string_view Member::xml_namespace() const {
  return text(at_member(index_, member::xml_namespace));
}
std::string_view Member::xml_prefix() const {
  return text(at_member(index_, member::xml_prefix));
}

std::string_view Shape::name() const {
  return text(at_shape(index_, shape::name));
}
ShapeType Shape::type() const {
  return static_cast<ShapeType>(at_shape(index_, shape::type));
}
uint32_t Shape::member_count() const {
  return type() == ShapeType::structure ? at_shape(index_, shape::members) : 0;
}
Member Shape::member(uint32_t index) const {
  return Member(at_shape(index_, shape::first_member) + index);
}
std::optional<Member> Shape::find_member(std::string_view name) const {
  const uint32_t* order = section(kOrder) + at_shape(index_, shape::first_member);
  uint32_t found = binary_search(member_count(), name,
                                 [&](uint32_t i) { return text(at_member(order[i], member::name)); });
  return found == base::kNone ? std::nullopt : std::optional(Member(order[found]));
}
std::optional<Member> Shape::payload() const {
  uint32_t index = at_shape(index_, shape::payload);
  return index == base::kNone ? std::nullopt : std::optional(Member(index));
}
Member Shape::element() const {
  return member(0);
}
Member Shape::key() const {
  return member(0);
}
Member Shape::value() const {
  return member(1);
}
std::optional<double> Shape::min() const {
  return number(index_, shape::min);
}
std::optional<double> Shape::max() const {
  return number(index_, shape::max);
}
std::string_view Shape::pattern() const {
  return text(at_shape(index_, shape::pattern));
}
uint32_t Shape::enum_count() const {
  return at_shape(index_, shape::enums);
}
std::string_view Shape::enum_value(uint32_t index) const {
  return text(section(kEnums)[at_shape(index_, shape::first_enum) + index]);
}
bool Shape::flattened() const {
  return bit(at_shape(index_, shape::flags), 0);
}
bool Shape::streaming() const {
  return bit(at_shape(index_, shape::flags), 1);
}
bool Shape::sensitive() const {
  return bit(at_shape(index_, shape::flags), 2);
}
TimestampFormat Shape::timestamp_format() const {
  return static_cast<TimestampFormat>(at_shape(index_, shape::timestamp_format));
}
std::string_view Shape::xml_namespace() const {
  return text(at_shape(index_, shape::xml_namespace));
}
bool Shape::is_error() const {
  return bit(at_shape(index_, shape::flags), 3);
}
std::string_view Shape::error_code() const {
  return text(at_shape(index_, shape::error_code));
}
std::string_view Shape::query_error_code() const {
  return text(at_shape(index_, shape::query_error_code));
}
int Shape::error_status() const {
  return static_cast<int>(at_shape(index_, shape::error_status));
}

std::string_view Operation::name() const {
  return text(at_operation(index_, operation::name));
}
std::string_view Operation::http_method() const {
  return text(at_operation(index_, operation::method));
}
std::string_view Operation::uri() const {
  return text(at_operation(index_, operation::uri));
}
int Operation::status() const {
  return static_cast<int>(at_operation(index_, operation::status));
}
std::optional<Shape> Operation::input() const {
  uint32_t index = at_operation(index_, operation::input);
  return index == base::kNone ? std::nullopt : std::optional(Shape(index));
}
std::optional<Shape> Operation::output() const {
  uint32_t index = at_operation(index_, operation::output);
  return index == base::kNone ? std::nullopt : std::optional(Shape(index));
}
std::string_view Operation::result_wrapper() const {
  return text(at_operation(index_, operation::result_wrapper));
}
std::string_view Operation::input_location_name() const {
  return text(at_operation(index_, operation::input_element));
}
std::string_view Operation::input_xml_namespace() const {
  return text(at_operation(index_, operation::input_namespace));
}
uint32_t Operation::error_count() const {
  return at_operation(index_, operation::errors);
}
Shape Operation::error(uint32_t index) const {
  return Shape(section(kErrors)[at_operation(index_, operation::first_error) + index]);
}
bool Operation::checksum_required() const {
  return bit(at_operation(index_, operation::flags), 0);
}
std::string_view Operation::checksum_member() const {
  return text(at_operation(index_, operation::checksum_member));
}
bool Operation::unsigned_call() const {
  return bit(at_operation(index_, operation::flags), 1);
}
std::optional<Paginator> Operation::paginator() const {
  uint32_t index = at_operation(index_, operation::paginator);
  return index == base::kNone ? std::nullopt : std::optional(Paginator(index));
}

uint32_t Operation::filter_count() const {
  return at_operation(index_, operation::filters);
}
std::string_view Operation::filter(uint32_t index) const {
  return text(section(kTexts)[at_operation(index_, operation::first_filter) + index]);
}

uint32_t Paginator::token_count() const {
  return at_paginator(index_, paginator::tokens);
}
std::string_view Paginator::input_token(uint32_t index) const {
  return listed_text(at_paginator(index_, paginator::first_input) + index);
}
std::string_view Paginator::output_token(uint32_t index) const {
  return listed_text(at_paginator(index_, paginator::first_output) + index);
}
std::string_view Paginator::limit_key() const {
  return text(at_paginator(index_, paginator::limit_key));
}
std::string_view Paginator::more_results() const {
  return text(at_paginator(index_, paginator::more_results));
}
uint32_t Paginator::result_count() const {
  return at_paginator(index_, paginator::results);
}
std::string_view Paginator::result(uint32_t index) const {
  return listed_text(at_paginator(index_, paginator::first_result) + index);
}

WaiterState Acceptor::state() const {
  return static_cast<WaiterState>(at_acceptor(index_, acceptor::state));
}
Matcher Acceptor::matcher() const {
  return static_cast<Matcher>(at_acceptor(index_, acceptor::matcher));
}
std::string_view Acceptor::argument() const {
  return text(at_acceptor(index_, acceptor::argument));
}
std::string_view Acceptor::expected() const {
  return text(at_acceptor(index_, acceptor::expected));
}

std::string_view Waiter::name() const {
  return text(at_waiter(index_, waiter::name));
}
Operation Waiter::operation() const {
  return Operation(at_waiter(index_, waiter::operation));
}
uint32_t Waiter::delay_s() const {
  return at_waiter(index_, waiter::delay);
}
uint32_t Waiter::max_attempts() const {
  return at_waiter(index_, waiter::max_attempts);
}
uint32_t Waiter::acceptor_count() const {
  return at_waiter(index_, waiter::acceptors);
}
Acceptor Waiter::acceptor(uint32_t index) const {
  return Acceptor(at_waiter(index_, waiter::first_acceptor) + index);
}

std::string_view Service::id() const {
  return text(at_service(index_, service::name));
}
Protocol Service::protocol() const {
  return static_cast<Protocol>(at_service(index_, service::protocol));
}
bool Service::speaks(Protocol protocol) const {
  return bit(at_service(index_, service::protocols), static_cast<uint32_t>(protocol));
}
std::string_view Service::api_version() const {
  return text(at_service(index_, service::api_version));
}
std::string_view Service::signing_name() const {
  return text(at_service(index_, service::signing_name));
}
std::string_view Service::endpoint_prefix() const {
  return text(at_service(index_, service::endpoint_prefix));
}
std::string_view Service::target_prefix() const {
  return text(at_service(index_, service::target_prefix));
}
std::string_view Service::json_version() const {
  return text(at_service(index_, service::json_version));
}
std::string_view Service::xml_namespace() const {
  return text(at_service(index_, service::xml_namespace));
}
bool Service::global() const {
  return at_service(index_, service::global) != 0;
}
uint32_t Service::operation_count() const {
  return at_service(index_, service::operations);
}
Operation Service::operation(uint32_t index) const {
  return Operation(at_service(index_, service::first_operation) + index);
}
std::optional<Operation> Service::find_operation(std::string_view name) const {
  uint32_t first = at_service(index_, service::first_operation);
  uint32_t found = binary_search(operation_count(), name,
                                 [&](uint32_t i) { return text(at_operation(first + i, operation::name)); });
  return found == base::kNone ? std::nullopt : std::optional(Operation(first + found));
}
uint32_t Service::waiter_count() const {
  return at_service(index_, service::waiters);
}
Waiter Service::waiter(uint32_t index) const {
  return Waiter(at_service(index_, service::first_waiter) + index);
}
std::optional<Waiter> Service::waiter(std::string_view name) const {
  uint32_t first = at_service(index_, service::first_waiter);
  uint32_t found = binary_search(waiter_count(), name,
                                 [&](uint32_t i) { return text(at_waiter(first + i, waiter::name)); });
  return found == base::kNone ? std::nullopt : std::optional(waiter(found));
}
std::optional<Service> Service::find(std::string_view id) {
  uint32_t found = binary_search(count(), id, [](uint32_t i) { return text(at_service(i, service::name)); });
  return found == base::kNone ? std::nullopt : std::optional(Service(found));
}
std::optional<Service> Service::find_by_signing_name(std::string_view name) {
  for (uint32_t i = 0; i < count(); ++i)
    if (at(i).signing_name() == name) return at(i);
  return std::nullopt;
}
uint32_t Service::count() {
  return static_cast<uint32_t>(table().section(kServices).size()) / service::words;
}
Service Service::at(uint32_t index) {
  return Service(index);
}

std::string_view models_source() {
  return text(section(kSource)[0]);
}
std::string_view models_notice() {
  return text(section(kSource)[1]);
}

}  // namespace aws
