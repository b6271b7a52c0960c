// The commands about what Slipway remembers.
#include "cli/default_file.h"
#include "cli/table/common_options.h"
#include "cli/table/table.h"

namespace cli {
namespace {

Option state(bool required) {
  return {.names = "STATE",
          .to = &Arguments::state,
          .help = "of a cluster (dev) or an environment (tutorial/production)",
          .values = Values::states,
          .required = required};
}

Option address() {
  return {.names = "ADDRESS",
          .to = &Arguments::address,
          .help = "such as role/x, or tutorial/production:role/x where several states have it",
          .values = Values::addresses,
          .required = true};
}

Command drift_command() {
  return {
      .name = "drift",
      .run = drift,
      .summary = "what was changed by hand since `up` made it",
      .about =
          R"(Looks at all that Slipway has made, and compares three sides: what was last applied, what is there, and what is
desired now, which FILE says of what is in it, and of the rest what was last applied. Tells what is gone, what does not
work, which members have another value, and which of them belong to somebody else, and to whom: these are left alone.
The next `slipway up` mends the rest, but for what is as desired already.

Takes no lock, changes nothing and starts no account. docs/state.md tells more.)",
      .options = {{.names = "FILE",
                   .to = &Arguments::file,
                   .help = "slipway.yaml, if there is one, unless another is named",
                   .values = Values::files},
                  {.names = "--of",
                   .to = &Arguments::state,
                   .value = "STATE",
                   .help = "only that of this cluster (dev) or environment (tutorial/production)",
                   .values = Values::states},
                  json_option(),
                  {.names = "--exit-code",
                   .to = &Arguments::tells_difference,
                   .help = "exit with 2 if there is drift"},
                  state_place_option()},
      .exit_codes = {{"2", "there is drift, and --exit-code was given"}},
  };
}

Command group() {
  return {
      .name = "state",
      .summary = "what Slipway remembers of what it made",
      .about =
          R"(What Slipway remembers of what it has made: a state for each cluster and for each environment, in $SLIPWAY_HOME,
or where --state or $SLIPWAY_STATE says. STATE is its name, such as dev or tutorial/production. docs/state.md tells how to work with it.)",
  };
}

Command list_command() {
  return {
      .name = "state list",
      .run = state_list,
      .summary = "what is known, and who is at it",
      .about =
          R"(Lists what each state knows: address, kind, whether it is whole, and who holds its lock. With a place where
several machines keep theirs, also those of the others. One that cannot be read is told, with what to do, and the
exit code is 1 then.)",
      .options = {state(false), json_option(), state_place_option()},
  };
}

Command show_command() {
  return {
      .name = "state show",
      .run = state_show,
      .summary = "all that is known of one thing",
      .about =
          R"(Shows all that is known of the thing at ADDRESS: its identity, what was last applied, what others refer to,
what it uses and who uses it. A secret is named, and never shown.)",
      .options = {address(), json_option(), state_place_option()},
      .more = R"(  slipway state show tutorial/production:account/debian)",
  };
}

Command forget_command() {
  return {
      .name = "state forget",
      .run = state_forget,
      .summary = "know a thing no more; it stays where it is",
      .about =
          R"(Forgets what stands at ADDRESS: nothing is changed in the account, and `down` leaves it there. As long as the
file asks for it, the next `up` finds it by its marks and has it again.)",
      .options = {address(), yes_option(), state_place_option()},
  };
}

Command move_command() {
  return {
      .name = "state move",
      .run = state_move,
      .summary = "another address for a thing",
      .about =
          R"(Gives what stands at ADDRESS another address; whatever uses it uses it there. Nothing is changed in the
account.)",
      .options = {address(),
                  {.names = "NEW",
                   .to = &Arguments::new_address,
                   .help = "its address from now on",
                   .required = true},
                  state_place_option()},
  };
}

Option file() {
  return {.names = "FILE",
          .to = &Arguments::file,
          .help = "slipway.yaml, unless another is named",
          .preset = kDefaultFile,
          .values = Values::files};
}

Command import_command() {
  return {
      .name = "state import",
      .run = state_import,
      .summary = "know what is there and carries Slipway's marks",
      .about =
          R"(Remembers what FILE asks for at ADDRESS, is there under that name with Slipway's marks, and is not known: after
`slipway state forget`, say. Nothing is changed in the account. `up` does it by itself for all that FILE asks for.)",
      .options = {address(), file(), state_place_option()},
  };
}

Command adopt_command() {
  return {
      .name = "state adopt",
      .run = state_adopt,
      .summary = "make Slipway's what somebody else made",
      .about =
          R"(Gives what FILE asks for at ADDRESS, and somebody else made, Slipway's tags or labels, and remembers it: the next
`up` makes it as FILE says, and `down` deletes it. What is known by a name is found by that: roles, clusters and what
belongs to them, buckets, queues, namespaces, service accounts and their like. Of what AWS knows by an id alone, as a VPC,
say which: it must be as FILE asks for it in all that cannot be changed. What is of another deployment of Slipway is
refused.)",
      .options = {address(),
                  file(),
                  {.names = "--id",
                   .to = &Arguments::id,
                   .value = "ID",
                   .help = "of a VPC, a gateway, an address, a key"},
                  yes_option(),
                  state_place_option()},
      .more =
          "  slipway state adopt dev:role\n  slipway state adopt prod@eu-west-3:network/vpc --id "
          "vpc-0a1b2c3d4e5f60718",
  };
}

Command rebuild_command() {
  return {
      .name = "state rebuild",
      .run = state_rebuild,
      .summary = "a lost state anew, from what is there",
      .about =
          R"(Makes states that were lost anew: looks for all that FILE asks for, by its name or by its tags, then for what
stands on or in that, and so on; and remembers what carries Slipway's marks. So a cluster that FILE describes is known
again as a whole. Then says what it could not find, what is another's, and what carries Slipway's marks though FILE does
not ask for it. What is not ready is told with its state: the next `slipway up` goes on with it, or `slipway down`
removes it. Nothing is changed in the account. Killed anywhere, the same command goes on.)",
      .options = {file(), state_place_option()},
  };
}

Command migrate_command() {
  return {
      .name = "state migrate",
      .run = state_migrate,
      .summary = "to another place, or into today's form",
      .about =
          R"(With --to: keeps STATE, or all states, at another place from now on. Whoever looks for them at the old one is told
where they are. All states are those that this machine knows of, and it says what others have put where these were; with
--state, all that are kept there. Without --to: moves what a former Slipway remembered into today's form, and keeps a copy beside it
(`.before`); `up` and `down` do that, too, for what they are about, and `plan` does not, since it changes nothing. One that
was killed begins again.)",
      .options =
          {state(false),
           {.names = "--to",
            .to = &Arguments::to_place,
            .value = "ADDRESS",
            .help = "s3://BUCKET/PREFIX, dynamodb://TABLE/NAME, a folder, or `home`: as if none were given"},
           state_place_option()},
      .more = R"(  slipway state migrate --to s3://acme-slipway/states
  slipway state migrate tutorial/production --to home)",
  };
}

Command unlock_command() {
  return {
      .name = "state unlock",
      .run = state_unlock,
      .summary = "break the lock of somebody else",
      .about =
          R"(Says who holds the lock of STATE, since when and what for, and what may happen if it is broken; then breaks it.
Nobody needs to: the lock of a run that has ended is free at once where the state
is kept in the home folder, and within two minutes elsewhere.)",
      .options = {state(true), yes_option(), state_place_option()},
  };
}

Command versions_command() {
  return {
      .name = "state versions",
      .run = state_versions,
      .summary = "former states that are kept",
      .about =
          R"(Lists the last states that were kept, the newest first. `slipway state restore` takes their names.)",
      .options = {state(true), state_place_option()},
  };
}

Command backup_command() {
  return {
      .name = "state backup",
      .run = state_backup,
      .summary = "a copy of a state, as JSON",
      .about = R"(Prints a copy of STATE, which `slipway state restore` takes. It holds no secret.)",
      .options = {state(true),
                  {.names = "--out",
                   .to = &Arguments::out,
                   .value = "FILE",
                   .help = "write it there, for its owner only",
                   .values = Values::files},
                  state_place_option()},
      .more = R"(  slipway state backup tutorial/production > production.json)",
  };
}

Command restore_command() {
  return {
      .name = "state restore",
      .run = state_restore,
      .summary = "put a copy in the place of a state",
      .about =
          R"(Puts a copy in the place of STATE; what was there stays among the versions. A copy that is older than what is
there, or of another history, would make Slipway forget things: then it says which, and is done with --force only. Nothing
is changed in any account. Of a state that was lost, say the whole name: ORGANIZATION/CLUSTER@REGION, or
ORGANIZATION/PROJECT/ENVIRONMENT.)",
      .options = {state(true),
                  {.names = "FILE",
                   .to = &Arguments::file,
                   .help = "a copy made by `slipway state backup`; `-`: standard input",
                   .values = Values::files},
                  {.names = "--version",
                   .to = &Arguments::version,
                   .value = "VERSION",
                   .help = "one that `slipway state versions` lists, instead of FILE"},
                  {.names = "--force",
                   .to = &Arguments::force,
                   .help = "though things would be forgotten, or what is there cannot be read"},
                  state_place_option()},
      .alternatives = {"FILE", "--version"},
      .needs_alternative = true,
  };
}

}  // namespace

std::vector<Command> state_table() {
  return {drift_command(),  group(),           list_command(),    show_command(),   forget_command(),
          move_command(),   import_command(),  adopt_command(),   unlock_command(), versions_command(),
          backup_command(), restore_command(), rebuild_command(), migrate_command()};
}

}  // namespace cli
