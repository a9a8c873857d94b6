package io.lacuna.app.cli;

import io.lacuna.app.audit.Act;
import io.lacuna.app.audit.AuditTrail;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.privacy.Privacy;
import io.lacuna.wire.RegistryAvro;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Shows which key-encryption keys wrap the subjects' data keys, and changes it.",
    footer = {
      "",
      "Example: ./lacuna keys status --config lacuna.properties",
      "Docs: docs/privacy.md"
    })
final class KeysCommand {
  @Spec private CommandSpec spec;

  /** What is done with the keys. */
  private interface Work {
    void with(Privacy privacy, PrintWriter out) throws Exception;
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Prints how many keys each key-encryption key wraps, by its id.",
      footer = {"", "Example: ./lacuna keys status --config lacuna.properties"})
  int status(@Mixin ConfigOptions configOptions) throws Exception {
    AppConfig config = configOptions.load();
    String primary = config.privacy().hasKeys() ? config.privacy().keks().primaryId() : null;
    return with(
        config,
        (privacy, out) -> {
          out.println(privacy.keys().countSubjects() + " subjects have a key");
          privacy
              .keys()
              .countByKek()
              .forEach(
                  (kek, count) ->
                      out.println(
                          kek + " wraps " + count + (kek.equals(primary) ? " (privacy.kek)" : "")));
        });
  }

  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = {
        "Wraps every data key with privacy.kek that another key-encryption key wraps.",
        "Before it, every service and every sender must know both: the new one as privacy.kek, the old one in privacy.kek.accepted. Payloads stay as they are."
      },
      footer = {"", "Example: ./lacuna keys rotate --config lacuna.properties"})
  int rotate(@Mixin ConfigOptions configOptions) throws Exception {
    AppConfig config = configOptions.load();
    return with(
        config,
        (privacy, out) -> {
          int changed =
              new AuditTrail(config, spec.commandLine().getErr()::println)
                  .during(
                      new Act("keys rotate", null, "to " + config.privacy().keks().primaryId()),
                      () -> privacy.admin().rewrap(),
                      count -> count + " keys wrapped anew");
          out.println(changed + " keys wrapped anew");
        });
  }

  private int with(AppConfig config, Work work) throws Exception {
    return Brokers.ask(
        config,
        connection -> {
          try (RegistryAvro registry = RegistryAvro.connect(config.registry());
              Privacy privacy = Privacy.open(config, registry)) {
            PrintWriter out = spec.commandLine().getOut();
            work.with(privacy, out);
            out.flush();
            return 0;
          }
        });
  }
}
