package io.lacuna.app.cli;

import io.lacuna.app.adapters.AdapterLibrary;
import io.lacuna.app.adapters.GateKeys;
import io.lacuna.app.audit.Act;
import io.lacuna.app.audit.AuditTrail;
import io.lacuna.app.config.AppConfig;
import io.lacuna.model.score.AdapterFolder;
import io.lacuna.schema.CutOver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "adapters",
    mixinStandardHelpOptions = true,
    description = "Verifies adapters, announces them, and says which one serves from when.",
    footer = {
      "",
      "Example: ./lacuna adapters verify models/patient/mora",
      "A refusal is one line with its reason, and exit code 1.",
      "Docs: docs/adapters.md lists the reasons."
    })
final class AdaptersCommand {
  private static final String PIPELINE = "Pipeline, e.g. patient.";

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Prints the routes in force, the adapters that were announced, and cut-overs.",
      footer = {"", "Example: ./lacuna adapters list --config lacuna.properties"})
  int list(@Mixin ConfigOptions configOptions) throws IOException {
    try (AdapterLibrary library = AdapterLibrary.open(configOptions.load())) {
      library.describe(Instant.now()).forEach(System.out::println);
    }
    return 0;
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Checks an adapter folder as a service would before it uses it.",
      footer = {"", "Example: ./lacuna adapters verify models/patient/mora"})
  int verify(
      @Parameters(paramLabel = "DIR", description = "Folder of the adapter.") Path folder,
      @Option(names = "--base", description = "Folder of its base (default: DIR/../base).")
          Path base)
      throws IOException {
    AdapterFolder.Verified adapter = AdapterFolder.verify(folder, base(folder, base));
    System.out.println(adapter.id() + " " + adapter.digest() + " ok");
    return 0;
  }

  @Command(
      name = "golden",
      mixinStandardHelpOptions = true,
      description = "Writes the golden record of an adapter that has none; its digest stays.",
      footer = {"", "Example: ./lacuna adapters golden models/patient/mora-2"})
  int golden(
      @Parameters(paramLabel = "DIR", description = "Folder of the adapter.") Path folder,
      @Option(names = "--base", description = "Folder of its base (default: DIR/../base).")
          Path base)
      throws IOException {
    AdapterFolder.Verified adapter = AdapterFolder.writeGolden(folder, base(folder, base));
    System.out.println(adapter.id() + " " + adapter.digest() + " has its golden record");
    return 0;
  }

  @Command(
      name = "merge",
      mixinStandardHelpOptions = true,
      description = "Writes a mixture of linear experts with each expert as one convolution.",
      footer = {
        "",
        "Example: ./lacuna adapters merge out/utterance/mlore out/utterance/mlore-merged"
      })
  int merge(
      @Parameters(paramLabel = "DIR", description = "Folder of the adapter.") Path folder,
      @Parameters(paramLabel = "OUT", description = "Folder of the merged adapter.") Path target,
      @Option(names = "--base", description = "Folder of its base (default: DIR/../base).")
          Path base)
      throws IOException {
    AdapterFolder.Verified adapter = AdapterFolder.merge(folder, target, base(folder, base));
    System.out.println(adapter.id() + " " + adapter.digest() + " written to " + target);
    return 0;
  }

  @Command(
      name = "publish",
      mixinStandardHelpOptions = true,
      description = "Verifies an adapter folder and announces it; it serves nothing by that.",
      footer = {
        "",
        "Example: ./lacuna adapters publish models/patient/mora-2 --pipeline patient \\",
        "           --config lacuna.properties"
      })
  int publish(
      @Mixin ConfigOptions configOptions,
      @Parameters(
              paramLabel = "DIR",
              description = "Folder of the adapter, as this machine sees it.")
          Path folder,
      @Option(names = "--pipeline", required = true, description = PIPELINE) String pipeline,
      @Option(
              names = "--location",
              description = "The folder as services see it, if they see it elsewhere.")
          String location,
      @Option(names = "--site", description = "Site it is meant for; may be given again.")
          List<String> sites,
      @Option(
              names = "--mask",
              description = "Presence it is meant for, e.g. IT-; may be given again.")
          List<String> masks)
      throws Exception {
    AppConfig config = configOptions.load();
    try (AdapterLibrary library = AdapterLibrary.open(config)) {
      String place = location == null ? folder.toAbsolutePath().normalize().toString() : location;
      AdapterFolder.Verified adapter =
          new AuditTrail(config, System.err::println)
              .during(
                  new Act("adapters publish", pipeline, place),
                  () ->
                      library.publish(
                          pipeline,
                          folder,
                          place,
                          sites == null ? List.of() : sites,
                          masks == null ? List.of() : masks),
                  a -> a.id() + " " + a.digest());
      System.out.println(adapter.id() + " " + adapter.digest() + " announced");
    }
    return 0;
  }

  @Command(
      name = "cut-over",
      mixinStandardHelpOptions = true,
      description = "Lets an announced adapter serve windows that start at or after an instant.",
      footer = {
        "",
        "Example: ./lacuna adapters cut-over --config lacuna.properties \\",
        "           --pipeline patient --adapter patient-mora-2 --at +5m",
        "Going back is another cut-over, to the adapter before."
      })
  int cutOver(
      @Mixin ConfigOptions configOptions,
      @Option(names = "--pipeline", required = true, description = PIPELINE) String pipeline,
      @Option(names = "--adapter", required = true, description = "Its id or digest.")
          String adapter,
      @Option(
              names = "--at",
              required = true,
              description = "First window start: an instant in ISO-8601, or from now, e.g. +5m.")
          String at,
      @Option(
              names = "--route",
              defaultValue = "*/*",
              description =
                  "Entry of the routing table, site/presence (default: ${DEFAULT-VALUE}).")
          String route,
      @Option(names = "--evaluation", description = "JSON file with the adapter's evaluation.")
          Path evaluation,
      @Option(names = "--signature", description = "File with the signature of the evaluation.")
          Path signature)
      throws Exception {
    AppConfig config = configOptions.load();
    try (AdapterLibrary library = AdapterLibrary.open(config)) {
      Instant from = instant(at, Instant.now());
      CutOver published =
          new AuditTrail(config, System.err::println)
              .during(
                  new Act(
                      "adapters cut-over", pipeline, route + " to " + adapter + " from " + from),
                  () ->
                      library.cutOver(
                          pipeline,
                          route,
                          adapter,
                          from,
                          evaluation == null ? null : Files.readString(evaluation),
                          signature == null
                              ? null
                              : HexFormat.of().parseHex(Files.readString(signature).trim())),
                  c -> c.getId() + " to " + c.getAdapterDigest());
      System.out.println(
          published.getRoute()
              + " of "
              + pipeline
              + " is cut over to "
              + published.getAdapterDigest()
              + " from "
              + published.getFrom()
              + " on, unless a service objects: see `lacuna adapters list`");
    }
    return 0;
  }

  @Command(
      name = "sign",
      mixinStandardHelpOptions = true,
      description = "Signs an evaluation; prints the signature in hex digits.",
      footer = {"", "Example: ./lacuna adapters sign eval.json --key gate.pem > eval.sig"})
  int sign(
      @Parameters(paramLabel = "FILE", description = "JSON file with an evaluation.") Path file,
      @Option(names = "--key", required = true, description = "PEM file with the private key.")
          Path key)
      throws IOException {
    for (Path needed : List.of(file, key)) {
      if (!Files.isRegularFile(needed)) {
        throw new IllegalArgumentException(needed + " is no file");
      }
    }
    System.out.println(HexFormat.of().formatHex(GateKeys.sign(key, Files.readAllBytes(file))));
    return 0;
  }

  private static Instant instant(String text, Instant now) {
    try {
      if (text.startsWith("+")) {
        return now.plus(duration(text.substring(1)));
      }
      return Instant.parse(text);
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "--at " + text + " must be an instant like 2026-01-31T12:00:00Z, or +30s, +5m, +2h");
    }
  }

  private static Duration duration(String text) {
    return text.startsWith("P")
        ? Duration.parse(text)
        : Duration.parse("PT" + text.toUpperCase(java.util.Locale.ROOT));
  }

  private static Path base(Path folder, Path base) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("DIR " + folder + " is no folder");
    }
    return base != null ? base : folder.toAbsolutePath().resolveSibling("base");
  }
}
