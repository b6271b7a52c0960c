#include "policy/read/issuers.h"

#include "base/text.h"
#include "policy/match/glob.h"

namespace policy {
namespace {

using Forms = const std::string_view[];

// GitHub Docs, "OpenID Connect reference": the default subjects, and what a repository's owner may choose to
// begin with in their place.
constexpr Forms kGithubSubjects = {
    "repo:{owner}/{repository}:ref:refs/heads/{branch*}",
    "repo:{owner}/{repository}:environment:{environment*}",
    "repo:{owner}/{repository}:pull_request",
    "repo:{owner}/{repository}:{context*}",
    "repo:{owner}/{repository}",
    "repository:{owner}/{repository}{rest*}",
    "repository_owner:{owner}{rest*}",
    "job_workflow_ref:{owner}/{repository}/{rest*}",
    "environment:{environment*}",
    "ref:{ref*}",
    "workflow:{workflow*}",
    "context:{context*}",
};
constexpr Claim kGithubClaims[] = {{"repository", "{owner}/{repository}"},
                                   {"repository_owner", "{owner}"},
                                   {"repository_id", "{owner}"},
                                   {"repository_owner_id", "{owner}"},
                                   {"job_workflow_ref", "{owner}/{repository}/{workflow*}@{ref*}"},
                                   {"actor", "{owner}"},
                                   {"actor_id", "{owner}"},
                                   {"enterprise", "{owner}"},
                                   {"enterprise_id", "{owner}"}};
constexpr std::string_view kGithubAdvice = "repo:OWNER/REPO:ref:refs/heads/BRANCH";

// GitLab Docs, "OpenID Connect (OIDC) Authentication Using ID Tokens".
constexpr Forms kGitlabSubjects = {"project_path:{owner}/{project*}:ref_type:{type}:ref:{ref*}",
                                   "project_path:{owner}/{project*}"};
constexpr Claim kGitlabClaims[] = {{"namespace_id", "{owner}"}, {"namespace_path", "{owner}"},
                                   {"project_id", "{owner}"},   {"project_path", "{owner}/{project*}"},
                                   {"user_id", "{owner}"},      {"user_login", "{owner}"},
                                   {"user_email", "{owner}"}};

// HashiCorp Developer, "Dynamic provider credentials: workload identity tokens".
constexpr Forms kTerraformSubjects = {
    "organization:{owner}:project:{project}:workspace:{workspace}:run_phase:{phase}",
    "organization:{owner}:{rest*}"};
constexpr Claim kTerraformClaims[] = {{"terraform_organization_id", "{owner}"},
                                      {"terraform_organization_name", "{owner}"},
                                      {"terraform_project_id", "{owner}"},
                                      {"terraform_workspace_id", "{owner}"}};

// Buildkite Docs, "Buildkite CLI agent: oidc request-token". The agent may ask for another claim as subject.
constexpr Forms kBuildkiteSubjects = {
    "organization:{owner}:pipeline:{pipeline}:ref:{ref*}:commit:{commit}:step:{step}",
    "organization:{owner}:{rest*}", "{owner}"};
constexpr Claim kBuildkiteClaims[] = {{"organization_slug", "{owner}"},
                                      {"organization_id", "{owner}"},
                                      {"pipeline_id", "{owner}"},
                                      {"cluster_id", "{owner}"}};

// CircleCI Docs, "Using OpenID Connect tokens in jobs": an issuer for each organization.
constexpr Forms kCircleSubjects = {"org/{organization}/project/{owner}/user/{user}",
                                   "org/{organization}/project/{owner}/{rest*}"};
constexpr Claim kCircleClaims[] = {{"oidc.circleci.com/project-id", "{owner}"}};

// Bitbucket Cloud, "Deploy on AWS using Bitbucket Pipelines OpenID Connect": an issuer for each workspace.
constexpr Forms kBitbucketSubjects = {"{owner}:{environment}:{step}", "{owner}:{step}"};
constexpr Claim kBitbucketClaims[] = {{"repositoryUuid", "{owner}"}, {"workspaceUuid", "{owner}"}};

// Kubernetes, "Managing Service Accounts", the tokens of a cluster.
constexpr Forms kClusterSubjects = {"system:serviceaccount:{owner}:{name}"};

// An application of one's own names its users; which application it is says the audience.
constexpr Forms kUserSubjects = {"{owner}"};
constexpr Claim kApplication[] = {
    {"aud", "{owner}"}, {"oaud", "{owner}"}, {"azp", "{owner}"}, {"app_id", "{owner}"}};

constexpr Forms kVercelSubjects = {"owner:{owner}:project:{project}:environment:{environment*}"};
constexpr Claim kVercelClaims[] = {{"aud", "https://vercel.com/{owner}"}};
constexpr Forms kPulumiSubjects = {"pulumi:deploy:org:{owner}:project:{project}:stack:{stack}:{rest*}",
                                   "pulumi:environments:org:{owner}:env:{env}"};
constexpr Claim kPulumiClaims[] = {{"aud", "aws:{owner}"}};
constexpr Claim kSandboxesClaims[] = {{"aud", "{owner}"}};
constexpr Forms kAccountSubjects = {"account:{owner}:{rest*}"};
constexpr Forms kUpboundSubjects = {"mcp:{owner}/{rest*}", "org:{owner}:{rest*}"};
constexpr Forms kDvcSubjects = {"credentials:{owner}/{rest*}"};
constexpr Forms kAuditLogSubjects = {"https://github.com/{owner}", "https://github.com/enterprises/{owner}"};

// In order: the first that fits counts.
constexpr Issuer kIssuers[] = {
    {"token.actions.githubusercontent.com", "GitHub Actions", "owner", true, "sub", kGithubSubjects,
     kGithubClaims, kGithubAdvice},
    {"vstoken.actions.githubusercontent.com", "GitHub Actions", "owner", true, "sub", kGithubSubjects,
     kGithubClaims, kGithubAdvice},
    {"token.actions.githubusercontent.com/*", "GitHub Actions of an enterprise", "owner", false, "",
     kGithubSubjects, kGithubClaims, kGithubAdvice},
    {"token.actions.*.ghe.com", "GitHub Actions of an enterprise", "owner", false, "", kGithubSubjects,
     kGithubClaims, kGithubAdvice},
    {"oidc-configuration.audit-log.githubusercontent.com",
     "GitHub's audit log",
     "enterprise",
     true,
     "sub",
     kAuditLogSubjects,
     {},
     "https://github.com/ENTERPRISE"},
    {"gitlab.com", "GitLab", "group", true, "sub", kGitlabSubjects, kGitlabClaims,
     "project_path:GROUP/PROJECT:ref_type:branch:ref:BRANCH"},
    {"app.terraform.io", "HCP Terraform", "organization", true, "sub", kTerraformSubjects, kTerraformClaims,
     "organization:ORGANIZATION:project:PROJECT:workspace:WORKSPACE:run_phase:apply"},
    {"agent.buildkite.com", "Buildkite", "organization", true, "sub", kBuildkiteSubjects, kBuildkiteClaims,
     "organization:ORGANIZATION:pipeline:PIPELINE:*"},
    {"oidc.circleci.com/org/*", "CircleCI", "project", false, "", kCircleSubjects, kCircleClaims,
     "org/ORGANIZATION/project/PROJECT/user/*"},
    {"api.bitbucket.org/2.0/workspaces/*", "Bitbucket Pipelines", "repository", false, "", kBitbucketSubjects,
     kBitbucketClaims, "{REPOSITORY}:*"},
    {"oidc.vercel.com", "Vercel", "team", true, "aud", kVercelSubjects, kVercelClaims,
     "owner:TEAM:project:PROJECT:environment:production"},
    {"api.pulumi.com/oidc", "Pulumi Cloud", "organization", true, "aud", kPulumiSubjects, kPulumiClaims,
     "pulumi:deploy:org:ORGANIZATION:project:PROJECT:*"},
    {"sandboxes.cloud", "sandboxes.cloud", "owner", true, "aud", kUserSubjects, kSandboxesClaims, "SUBJECT"},
    {"scalr.io", "Scalr", "account", true, "sub", kAccountSubjects, {}, "account:ACCOUNT:*"},
    {"oidc.codefresh.io", "Codefresh", "account", true, "sub", kAccountSubjects, {}, "account:ACCOUNT:*"},
    {"studio.datachain.ai/api", "DVC Studio", "team", true, "sub", kDvcSubjects, {}, "credentials:TEAM/*"},
    {"proidc.upbound.io", "Upbound", "organization", true, "sub", kUpboundSubjects, {}, "mcp:ORGANIZATION/*"},
    {"tokens.cloud.shisho.dev", "Shisho Cloud", "organization", true, "sub", kUserSubjects, {}, "SUBJECT"},
    {"sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d",
     "Microsoft Sentinel",
     "workspace",
     true,
     "sts:RoleSessionName",
     kUserSubjects,
     {},
     "SUBJECT"},
    {"cognito-identity.amazonaws.com", "Amazon Cognito", "identity pool", true, "aud", kUserSubjects,
     kApplication, "SUBJECT"},
    {"accounts.google.com", "Google", "application", true, "", kUserSubjects, kApplication, "SUBJECT"},
    {"graph.facebook.com", "Facebook", "application", true, "", kUserSubjects, kApplication, "SUBJECT"},
    {"www.amazon.com", "Login with Amazon", "application", true, "", kUserSubjects, kApplication, "SUBJECT"},
};

constexpr Issuer kCluster = {"", "the issuer",     "namespace", false,
                             "", kClusterSubjects, {},          "system:serviceaccount:NAMESPACE:NAME"};

}  // namespace

const Issuer& issuer_of(std::string_view url) {
  std::string lowered = base::lower(url);
  for (const Issuer& issuer : kIssuers) {
    if (matches(tokenize(issuer.url), lowered)) return issuer;
  }
  return kCluster;
}

}  // namespace policy
