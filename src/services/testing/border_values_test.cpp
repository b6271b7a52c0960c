// No input makes an operation fail in a way that AWS has no word for: each call of the scenarios is sent again with
// values at the borders of the model and beyond them, in an account that holds what the scenario made. Seeded.
#include <gtest/gtest.h>

#include <cstdlib>
#include <limits>

#include "base/seeded_random.h"
#include "services/all.h"
#include "services/testing/asked.h"
#include "services/testing/embedded_account.h"
#include "services/testing/scenario.h"
#include "services/testing/scenario_files.h"

namespace account::testing {
namespace {

constexpr int kOfEachOperation = 40;
constexpr double kMostBytes = 20'000;                // of a text that is too long
constexpr int64_t kEndOfTime = 253'402'300'800'000;  // the year 10000, in milliseconds

constexpr std::string_view kTexts[] = {
    "",
    " ",
    "a",
    "*",
    "/",
    "..",
    "a/b/../c",
    "%00",
    "\x01",
    "\xc3\xa9",
    "\xe2\x80\xae",
    "${aws:username}",
    "{}",
    "[]",
    "null",
    "<a/>",
    "arn:aws:iam::111122223333:role/none",
    "arn:aws:iam::aws:policy/AdministratorAccess",
    "arn:::::",
    "9223372036854775808",
    "{\"Version\":\"2012-10-17\",\"Statement\":[]}",
    "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}",
};

class Mutator {
 public:
  explicit Mutator(base::Random& random) : random_(random) {}

  // The same but for one place.
  json::Value change(const json::Value& value, const aws::Shape& shape) {
    if (shape.type() == aws::ShapeType::structure && value.is_object() && random_.below(8) != 0)
      return change_member(value.as_object(), shape);
    bool descends = value.is_array() && !value.as_array().empty() && random_.below(2) == 0;
    if (shape.type() != aws::ShapeType::list || !descends) return border(shape);
    json::Array list = value.as_array();
    size_t at = random_.below(list.size());
    if (random_.below(3) == 0)
      list.push_back(list[at]);
    else
      list[at] = change(list[at], shape.element().shape());
    return list;
  }

 private:
  json::Value change_member(json::Object object, const aws::Shape& shape) {
    if (shape.member_count() == 0) return object;
    aws::Member member = shape.member(static_cast<uint32_t>(random_.below(shape.member_count())));
    const json::Value* old = object.find(member.name());
    if (old && random_.below(4) == 0)
      object.erase(member.name());
    else
      object.set(member.name(), change(old ? *old : json::Value(), member.shape()));
    return object;
  }

  json::Value border(const aws::Shape& shape) {
    switch (shape.type()) {
      case aws::ShapeType::structure:
        return filled(shape);
      case aws::ShapeType::list:
        return list(shape);
      case aws::ShapeType::map:
        return json::Object{{text(shape.key().shape()), border(shape.value().shape())}};
      case aws::ShapeType::string:
      case aws::ShapeType::blob:
        return text(shape);
      case aws::ShapeType::boolean:
        return random_.below(2) == 0;
      case aws::ShapeType::integer:
        return number(shape, std::numeric_limits<int32_t>::max());
      case aws::ShapeType::long_integer:
        return number(shape, std::numeric_limits<int64_t>::max());
      case aws::ShapeType::float_number:
      case aws::ShapeType::double_number:
        return one_of<double>({0.0, -1.5, 1e300});
      case aws::ShapeType::timestamp:
        return one_of<int64_t>({0, -1000, kEndOfTime});
    }
    return {};
  }

  // Half of its members, and not too deep.
  json::Value filled(const aws::Shape& shape) {
    json::Object object;
    if (++depth_ < 4)
      for (uint32_t i = 0; i < shape.member_count(); ++i)
        if (random_.below(2) == 0) object.set(shape.member(i).name(), border(shape.member(i).shape()));
    --depth_;
    return object;
  }

  json::Value list(const aws::Shape& shape) {
    constexpr size_t kCounts[] = {0, 1, 2, 51, 1001};
    size_t count = depth_ > 1 ? random_.below(3) : kCounts[random_.below(std::size(kCounts))];
    json::Array list;
    if (count == 0) return list;
    ++depth_;
    json::Value element = border(shape.element().shape());
    --depth_;
    list.assign(count, element);
    return list;
  }

  std::string text(const aws::Shape& shape) {
    uint64_t choice = random_.below(6);
    if (choice == 0 && shape.enum_count() > 0)
      return std::string(shape.enum_value(static_cast<uint32_t>(random_.below(shape.enum_count()))));
    if (choice == 1 && shape.max() && *shape.max() < kMostBytes)
      return std::string(static_cast<size_t>(*shape.max()) + random_.below(2), 'a');
    if (choice == 2 && shape.min() && *shape.min() > 0)
      return std::string(static_cast<size_t>(*shape.min()) - 1, 'a');
    return std::string(kTexts[random_.below(std::size(kTexts))]);
  }

  json::Value number(const aws::Shape& shape, int64_t most) {
    auto least = static_cast<int64_t>(shape.min().value_or(0));
    auto greatest = static_cast<int64_t>(shape.max().value_or(1000));
    return one_of<int64_t>({0, -1, least, least - 1, greatest, greatest + 1, most, -most});
  }

  template <typename T>
  T one_of(std::initializer_list<T> values) {
    return *(values.begin() + random_.below(values.size()));
  }

  base::Random& random_;
  int depth_ = 0;
};

struct Sent {
  aws::Service service;
  aws::Operation operation;
  json::Value input;
};

class Listener : public Scenario {
 public:
  using Scenario::Scenario;
  std::vector<Sent> sent;

 private:
  aws::Result<json::Value> send(const aws::Credentials* who, const aws::Service& service,
                                const aws::Operation& operation, const json::Value& input,
                                const Sending& sending) override {
    sent.push_back({service, operation, input});
    return Scenario::send(who, service, operation, input, sending);
  }
};

uint64_t seed() {
  const char* given = std::getenv("SLIPWAY_SEED");
  return given ? std::strtoull(given, nullptr, 10) : 20261129;
}

TEST(BorderValues, are_answered_with_a_word_of_awss) {
  base::SeededRandom random(seed());
  Mutator mutator(random);
  std::map<std::string, int> left;
  for (const Service& service : services::all())
    for (const Operation& row : rows_of(service))
      left[fmt::format("{}.{}", service.model, row.name)] = kOfEachOperation;
  for (const Case& one : read_cases()) {
    EmbeddedAccount account;
    Listener listener(account);
    listener.run(one.name, one.steps);
    for (const Sent& sent : listener.sent) {
      std::string name = fmt::format("{}.{}", sent.service.id(), sent.operation.name());
      for (int i = 0; i < 4 && sent.operation.input() && left[name] > 0; ++i, --left[name]) {
        json::Value input = mutator.change(sent.input, *sent.operation.input());
        static_cast<void>(account.call(account.root(), sent.service.id(), sent.operation.name(), input));
        EXPECT_TRUE(account.status() < 500 || account.status() == 501)
            << name << " answered " << account.status() << " to " << json::dump(input).substr(0, 2000) << "\n"
            << account.body() << "\nSLIPWAY_SEED=" << seed();
      }
    }
  }
}

}  // namespace
}  // namespace account::testing
