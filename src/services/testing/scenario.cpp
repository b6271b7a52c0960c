#include "services/testing/scenario.h"

#include <gtest/gtest.h>

#include <set>

#include "base/encoding.h"
#include "base/file.h"
#include "base/text.h"
#include "crypto/certificate.h"
#include "crypto/totp.h"
#include "services/testing/browser.h"
#include "tests/source_dir.h"

namespace account::testing {
namespace {

// Output.Member.0.Member
const json::Value* at(const json::Value& value, std::string_view path) {
  const json::Value* found = &value;
  for (std::string_view part : base::split(path, '.')) {
    auto index = base::parse_int(part);
    if (found->is_array()) {
      bool inside = index && *index >= 0 && static_cast<size_t>(*index) < found->as_array().size();
      found = inside ? &found->as_array()[static_cast<size_t>(*index)] : nullptr;
    } else {
      found = found->find(part);
    }
    if (!found) return nullptr;
  }
  return found;
}

std::string unbase32(std::string_view text) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string bytes;
  uint32_t bits = 0;
  int count = 0;
  for (char c : text) {
    bits = bits << 5 | static_cast<uint32_t>(kAlphabet.find(c) & 31);
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count);
  }
  return bytes;
}

struct CertificateTexts {
  std::string certificate, private_key;

  CertificateTexts() {
    auto authority = *crypto::make_authority("Scenarios", kStart);
    auto issued = *crypto::issue_certificate(authority, {"www.example.com"}, kStart);
    constexpr std::string_view kEnd = "-----END CERTIFICATE-----\n";
    certificate = issued.certificate_pem.substr(0, issued.certificate_pem.find(kEnd) + kEnd.size());
    private_key = issued.key_pem.reveal();
  }
};

std::string read_saml(const std::string& name) {
  return *base::read_file(SLIPWAY_SOURCE_DIR "/src/identity/testdata/saml/" + name);
}

}  // namespace

json::Value fit_documents(const json::Value& value, const aws::Shape& shape) {
  bool text = shape.type() == aws::ShapeType::string;
  if (text && (value.is_object() || value.is_array())) return json::dump(value);
  if (value.is_array() && shape.type() == aws::ShapeType::list) {
    json::Array list;
    for (const json::Value& element : value.as_array())
      list.push_back(fit_documents(element, shape.element().shape()));
    return list;
  }
  if (value.is_object() && shape.type() == aws::ShapeType::structure) {
    json::Object object;
    for (const auto& member : value.as_object()) {
      auto known = shape.find_member(member.name);
      object.set(member.name, known ? fit_documents(member.value, known->shape()) : member.value);
    }
    return object;
  }
  return value;
}

Scenario::Scenario(EmbeddedAccount& account) : account_(account) {
  callers_["root"] = account.root();
  callers_["other"] = account.other_root();
  variables_["first"] = kFirst;
  variables_["second"] = kSecond;
  static const CertificateTexts kTexts;
  variables_["certificate"] = kTexts.certificate;
  variables_["private_key"] = kTexts.private_key;
  variables_["saml_metadata"] = read_saml("metadata.xml");
  variables_["saml_assertion"] = base::base64(read_saml("assertion_signed.xml"));
}

void Scenario::run(const std::string& name, const json::Value& steps) {
  for (const json::Value& one : steps.as_array()) {
    std::string wrong = step(one);
    if (wrong.empty()) continue;
    FAIL() << name << ", line " << one.span.line << ": " << one.string_or("call", "") << ": " << wrong;
  }
}

std::string Scenario::step(const json::Value& step) {
  for (const auto& member : step.as_object()) {
    static const std::set<std::string, std::less<>> kKnown = {"as",    "call",  "in",   "input", "expect",
                                                              "error", "login", "save", "wait",  "speed",
                                                              "http",  "form",  "body", "quota"};
    if (!kKnown.contains(member.name)) return "a step has no `" + member.name + "`";
  }
  if (const json::Value* seconds = step.find("wait")) {
    account_.clock.advance(std::chrono::seconds(seconds->as_int()));
    return "";
  }
  if (step.find("speed")) {
    auto speed = Speed::parse(step.string_or("speed", ""));
    if (speed) account_.facilities().speed = *speed;
    return speed ? "" : speed.error().message;
  }
  if (const json::Value* quotas = step.find("quota")) {
    for (const json::Member& one : quotas->as_object())
      account_.facilities().quotas.insert_or_assign(one.name, one.value.as_int());
    return "";
  }
  if (step.find("http") || step.find("form")) return browse(step);
  return call(step);
}

std::string Scenario::browse(const json::Value& step) {
  std::string as(step.string_or("as", "nobody"));
  auto caller = callers_.find(as);
  if (caller == callers_.end() && as != "nobody") return fmt::format("`{}` has not logged in", as);
  const json::Value* form = step.find("form");
  json::Value answer = form ? send_form(account_, as == "nobody" ? nullptr : &caller->second, fill(*form))
                            : send_http(account_, fill(*step.find("http")));
  return take(step, answer);
}

aws::Result<json::Value> Scenario::send(const aws::Credentials* who, const aws::Service& service,
                                        const aws::Operation& operation, const json::Value& input,
                                        const Sending& sending) {
  return account_.call(who, service.id(), operation.name(), input, sending);
}

std::string Scenario::call(const json::Value& step) {
  std::string_view name = step.string_or("call", "");
  size_t dot = std::min(name.find('.'), name.size());
  auto service = aws::Service::find(name.substr(0, dot));
  auto operation =
      service ? service->find_operation(name.substr(std::min(dot + 1, name.size()))) : std::nullopt;
  if (!operation) return "there is no such operation";

  std::string as(step.string_or("as", "root"));
  auto caller = callers_.find(as);
  if (caller == callers_.end() && as != "nobody") return fmt::format("`{}` has not logged in", as);
  json::Value input = json::Object{};
  if (const json::Value* given = step.find("input")) input = fill(*given);
  if (operation->input()) input = fit_documents(input, *operation->input());
  Sending sending;
  sending.region = step.string_or("in", kRegion);
  const aws::Credentials* who = as == "nobody" ? nullptr : &caller->second;
  auto output = send(who, *service, *operation, input, sending);

  const json::Value* error = step.find("error");
  if (!output && !error) return fmt::format("{}: {}", output.error().code, output.error().message);
  if (output && error) return "it was allowed: " + json::dump(*output);
  return error ? check_error(fill(*error), output.error()) : take(step, *output);
}

std::string Scenario::check_error(const json::Value& wanted, const aws::Error& error) {
  json::Value actual =
      json::Object{{"code", error.code}, {"status", account_.status()}, {"message", error.message}};
  return difference(wanted, &actual, "error");
}

std::string Scenario::take(const json::Value& step, const json::Value& output) {
  if (const json::Value* body = step.find("body"); body && fill(body->as_string()) != account_.body())
    return fmt::format("the body is `{}`", account_.body());
  if (const json::Value* wanted = step.find("expect")) {
    std::string found = difference(fill(*wanted), &output, "output");
    if (!found.empty()) return found;
  }
  if (const json::Value* name = step.find("login")) {
    aws::Credentials credentials = credentials_of(output);
    if (credentials.access_key_id.empty()) return "there are no credentials in " + json::dump(output);
    callers_[name->as_string()] = std::move(credentials);
  }
  if (const json::Value* names = step.find("save")) {
    for (const auto& member : names->as_object()) {
      const json::Value* value = at(output, member.value.as_string());
      if (!value || !value->is_string())
        return fmt::format("there is no text `{}`", member.value.as_string());
      variables_[member.name] = value->as_string();
    }
  }
  return "";
}

// ${code:NAME} and ${code+N:NAME}, of the device whose seed is in the variable NAME.
void Scenario::fill_codes(std::string& text) const {
  constexpr std::string_view kMark = "${code";
  for (size_t at = 0; (at = text.find(kMark, at)) != std::string::npos;) {
    size_t colon = text.find(':', at), end = text.find('}', at);
    if (end == std::string::npos || colon > end) return;
    std::string_view offset = std::string_view(text).substr(at + kMark.size(), colon - at - kMark.size());
    if (offset.starts_with('+')) offset.remove_prefix(1);
    auto seed = variables_.find(text.substr(colon + 1, end - colon - 1));
    if (seed == variables_.end()) return;
    int64_t step = crypto::totp_step(account_.clock.now()) + base::parse_int(offset).value_or(0);
    text.replace(at, end + 1 - at, crypto::totp_code(unbase32(seed->second), step));
  }
}

// ${name} of a variable that is set; all others are for policies.
std::string Scenario::fill(std::string text) const {
  fill_codes(text);
  for (const auto& [name, value] : variables_) {
    std::string mark = "${" + name + "}";
    for (size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += value.size())
      text.replace(at, mark.size(), value);
  }
  return text;
}

json::Value Scenario::fill(const json::Value& value) const {
  if (value.is_string()) return fill(value.as_string());
  json::Value filled = value;
  if (filled.is_array()) {
    for (json::Value& element : filled.as_array()) element = fill(element);
  } else if (filled.is_object()) {
    for (auto& member : filled.as_object()) member.value = fill(member.value);
  }
  return filled;
}

}  // namespace account::testing
