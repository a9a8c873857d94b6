package io.lacuna.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lacuna.app.audit.Act;
import io.lacuna.app.audit.AuditTrail;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.privacy.Forgetting;
import io.lacuna.app.privacy.Place;
import io.lacuna.app.privacy.Privacy;
import io.lacuna.wire.RegistryAvro;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "subject",
    mixinStandardHelpOptions = true,
    description = "Forgets a subject.",
    footer = {"", "Example: ./lacuna subject forget P-0001 --config lacuna.properties"})
final class SubjectCommand {
  @Spec private CommandSpec spec;

  @Command(
      name = "forget",
      mixinStandardHelpOptions = true,
      description = {
        "Deletes a subject's data keys and its rows in the latest views. This cannot be undone.",
        "Its encrypted payloads are unreadable from then on, wherever they were written. What is erased, and what is not, is listed place by place."
      },
      footer = {
        "",
        "Example: ./lacuna subject forget P-0001 --config lacuna.properties --dry-run",
        "Docs: docs/privacy.md"
      })
  int forget(
      @Parameters(
              paramLabel = "SUBJECT",
              arity = "1..*",
              description =
                  "Its id, and the other ids that its records were sealed under, e.g. its calls. The keys that mapping topics map to it are added.")
          List<String> subjects,
      @Mixin ConfigOptions configOptions,
      @Option(names = "--dry-run", description = "Say what would be deleted, and delete nothing.")
          boolean dryRun,
      @Option(names = "--json", description = "Print one JSON object a subject.") boolean json)
      throws Exception {
    AppConfig config = configOptions.load();
    return Brokers.ask(
        config,
        connection -> {
          try (RegistryAvro registry = RegistryAvro.connect(config.registry());
              Privacy privacy = Privacy.open(config, registry)) {
            Forgetting forgetting = new Forgetting(config, privacy, registry);
            for (String subject : forgetting.withFeedKeys(subjects)) {
              Forgetting.Forgotten forgotten =
                  dryRun ? forgetting.look(subject) : forget(config, forgetting, subject);
              String pseudonym = forgetting.pseudonym(subject);
              if (json) {
                print(pseudonym, dryRun, forgotten, forgetting.retentions());
              } else {
                say(pseudonym, dryRun, forgotten, forgetting.retentions());
              }
            }
            return 0;
          }
        });
  }

  private Forgetting.Forgotten forget(AppConfig config, Forgetting forgetting, String subject)
      throws Exception {
    return new AuditTrail(config, spec.commandLine().getErr()::println)
        .during(
            new Act("subject forget", null, "subject " + forgetting.pseudonym(subject)),
            () -> forgetting.forget(subject),
            f -> f.keys() + " keys and " + f.rows() + " rows deleted");
  }

  private void say(
      String pseudonym,
      boolean dryRun,
      Forgetting.Forgotten forgotten,
      Map<String, String> retentions) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        "subject %s: %d data keys and %d rows of latest views %s%n",
        pseudonym, forgotten.keys(), forgotten.rows(), dryRun ? "would be deleted" : "are deleted");
    if (forgotten.keys() + forgotten.rows() == 0) {
      out.println("nothing of it was there; is the id right?");
    }
    if (forgotten.open() > 0) {
      out.printf(
          "%d of the rows are of windows that are still open and may come back; forget once more after their retention%n",
          forgotten.open());
    }
    for (Place place : Place.values()) {
      out.printf("  %-10s  %s: %s%n", place.outcome(), place.title(), place.what());
    }
    out.println("topics keep what remains");
    retentions.forEach((topic, kept) -> out.println("  " + topic + " " + kept));
    out.flush();
  }

  private void print(
      String pseudonym,
      boolean dryRun,
      Forgetting.Forgotten forgotten,
      Map<String, String> retentions) {
    ObjectNode node =
        new ObjectMapper()
            .createObjectNode()
            .put("subject", pseudonym)
            .put("dryRun", dryRun)
            .put("keys", forgotten.keys())
            .put("rows", forgotten.rows())
            .put("openRows", forgotten.open());
    ArrayNode places = node.putArray("places");
    for (Place place : Place.values()) {
      places
          .addObject()
          .put("place", place.name())
          .put("outcome", place.outcome().name())
          .put("what", place.what());
    }
    ObjectNode kept = node.putObject("retention");
    retentions.forEach(kept::put);
    spec.commandLine().getOut().println(node);
    spec.commandLine().getOut().flush();
  }
}
