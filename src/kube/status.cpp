#include "kube/status.h"

#include "base/text.h"
#include "kube/object.h"

namespace kube {
namespace {

using base::ErrorKind;

ErrorKind kind_of(int http_status) {
  switch (http_status) {
    case 401:
    case 403:
      return ErrorKind::denied;
    case 404:
      return ErrorKind::not_found;
    case 409:
    case 410:
    case 412:
      return ErrorKind::conflict;
    case 429:
      return ErrorKind::unavailable;
    default:
      return http_status >= 500 ? ErrorKind::unavailable : ErrorKind::invalid;
  }
}

// The invalid fields, all of them: Kubernetes' own message joins them, and cuts off the prefix at times.
std::string causes_of(const json::Value& status) {
  std::string text;
  for (const json::Value& cause : array_at(status, {"details", "causes"})) {
    std::string field = text_at(cause, {"field"});
    text += text.empty() ? "" : "; ";
    text += field.empty() ? "" : "`" + field + "`: ";
    text += text_at(cause, {"message"});
  }
  return text;
}

std::string reason_of(const json::Value& status, int http_status) {
  std::string causes = http_status == 422 ? causes_of(status) : "";
  if (!causes.empty()) return causes;
  std::string message = text_at(status, {"message"});
  if (!message.empty()) return message;
  return fmt::format("it answered with status {} and no reason", http_status);
}

std::string hint_of(const json::Value& status, int http_status) {
  const std::string message = text_at(status, {"message"});
  bool from_webhook = message.find("admission webhook") != std::string::npos ||
                      message.find("failed calling webhook") != std::string::npos;
  if (from_webhook)
    return "an admission webhook of the cluster decided that: `kubectl get mutatingwebhookconfigurations,"
           "validatingwebhookconfigurations` names it";
  bool is_quota = http_status == 403 && message.find("exceeded quota") != std::string::npos;
  if (is_quota) return "ask for less, or raise the quota: `kubectl describe resourcequota` in the namespace";
  bool is_ending = message.find("being terminated") != std::string::npos;
  if (is_ending) return "wait until the namespace has gone, or use another";
  switch (http_status) {
    case 401:
      return "the token or certificate is expired, unknown or of another cluster: get a fresh one, on EKS by "
             "`aws eks update-kubeconfig`; on EKS the principal also needs an access entry or a row of "
             "aws-auth";
    case 403:
      return "allow it by a Role and a RoleBinding, on EKS by an access policy";
    case 409:
      return text_at(status, {"reason"}) == "AlreadyExists" ? "use the one that exists, or remove it first"
                                                            : "another manager owns these fields, or changed "
                                                              "the object meanwhile: look who, and try again";
    case 410:
      return "what was asked for is too old for the API server to know: list again";
    case 429:
      return "the API server has too much to do: try again later";
    default:
      return http_status >= 500 ? "look at the log of the API server, and try again" : "";
  }
}

}  // namespace

base::Error status_error(const Access& access, std::string_view what, int http_status,
                         const json::Value& body) {
  std::string who = http_status == 401 && !access.user.empty()
                        ? fmt::format("the credential of `{}` was not accepted: ", access.user)
                        : "";
  return {kind_of(http_status),
          base::redact(fmt::format("cluster `{}` did not {}: {}{}", access.cluster, what, who,
                                   reason_of(body, http_status))),
          hint_of(body, http_status)};
}

base::Error connection_error(const Access& access, std::string_view what, const base::Error& error) {
  base::Error result = error.in(fmt::format("cluster `{}` could not {}", access.cluster, what));
  if (!result.hint.empty() || error.kind == ErrorKind::invalid) return result;
  auto says = [&](std::string_view words) { return error.message.find(words) != std::string::npos; };
  if (says("certificate has expired")) {
    result.hint =
        "renew the certificate of the API server, and see that the clock of this machine is right; a "
        "cluster of `slipway cluster start` gets a new one when it is stopped and started";
  } else if (says("is not trusted")) {
    result.hint =
        "the certificate authority that is configured for the cluster is not that of the server that "
        "answers: on EKS, `aws eks update-kubeconfig` gets the right one";
  } else if (!access.if_unreachable.empty()) {
    result.hint = access.if_unreachable;
  } else {
    result.hint = fmt::format("does the cluster run, and is its address still {}:{}?", access.server.host,
                              access.server.port);
  }
  return result;
}

}  // namespace kube
