#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>

#include "base/json.h"

namespace json {
namespace {

template <typename Writer>
void write(const Value& value, Writer& out) {
  auto text = [&](const std::string& s) { out.String(s.data(), static_cast<rapidjson::SizeType>(s.size())); };
  if (value.is_bool()) {
    out.Bool(value.as_bool());
  } else if (value.is_int()) {
    out.Int64(value.as_int());
  } else if (value.is_number()) {
    if (!out.Double(value.as_double())) out.Null();  // JSON has no infinity
  } else if (value.is_string()) {
    text(value.as_string());
  } else if (value.is_array()) {
    out.StartArray();
    for (const auto& element : value.as_array()) write(element, out);
    out.EndArray();
  } else if (value.is_object()) {
    out.StartObject();
    for (const auto& member : value.as_object()) {
      text(member.name);
      write(member.value, out);
    }
    out.EndObject();
  } else {
    out.Null();
  }
}

}  // namespace

std::string dump(const Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  write(value, writer);
  return {buffer.GetString(), buffer.GetSize()};
}

std::string dump_pretty(const Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::PrettyWriter<rapidjson::StringBuffer> writer(buffer);
  writer.SetIndent(' ', 2);
  write(value, writer);
  return std::string(buffer.GetString(), buffer.GetSize()) + "\n";
}

}  // namespace json
