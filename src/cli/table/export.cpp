// The way out of Slipway.
#include "cli/table/common_options.h"
#include "cli/table/table.h"

namespace cli {
namespace {

Command group() {
  return {
      .name = "export",
      .summary = "what Slipway made, in the words of another tool",
      .about = R"(What Slipway has made, written so that another tool can take it over. Nothing is changed.)",
  };
}

Command terraform_command() {
  return {
      .name = "export terraform",
      .run = export_terraform,
      .summary = "a cluster as resources of Terraform, with `import` blocks",
      .about =
          R"(Writes what Slipway remembers of a cluster as resources of Terraform's AWS provider (5.60 and later), each with an
`import` block (Terraform 1.5 and later): `terraform plan` is to show imports, and nothing to make. What no resource of
Terraform stands for is listed in the comments at the top. Nobody is asked, and nothing is changed: what was changed by
hand since is shown by `slipway drift`. docs/clusters.md tells how to hand a cluster over.)",
      .options = {{.names = "CLUSTER",
                   .to = &Arguments::file,
                   .help = "as `slipway state list` has it (prod), or its file; slipway.yaml, unless said",
                   .values = Values::states},
                  {.names = "--cluster",
                   .to = &Arguments::cluster,
                   .value = "NAME",
                   .help = "which one, of a file with several",
                   .values = Values::clusters},
                  {.names = "--out",
                   .to = &Arguments::out,
                   .value = "FILE",
                   .help = "write it there",
                   .values = Values::files},
                  state_place_option()},
      .more = "  slipway export terraform prod --out prod.tf\n  terraform init && terraform plan",
  };
}

}  // namespace

std::vector<Command> export_table() {
  return {group(), terraform_command()};
}

}  // namespace cli
