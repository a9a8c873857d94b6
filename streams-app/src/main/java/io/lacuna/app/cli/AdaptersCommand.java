package io.lacuna.app.cli;

import io.lacuna.model.score.AdapterFolder;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "adapters",
    mixinStandardHelpOptions = true,
    description = "Verifies adapters and says which one serves from when.",
    footer = {
      "",
      "Example: ./lacuna adapters verify models/patient/mora",
      "A refusal is one line with its reason and exit code 1; docs/adapters.md lists the reasons."
    })
final class AdaptersCommand {

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Checks an adapter folder as a service would before it uses it.")
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
      description = "Writes the golden record of an adapter that has none; its digest stays.")
  int golden(
      @Parameters(paramLabel = "DIR", description = "Folder of the adapter.") Path folder,
      @Option(names = "--base", description = "Folder of its base (default: DIR/../base).")
          Path base)
      throws IOException {
    AdapterFolder.Verified adapter = AdapterFolder.writeGolden(folder, base(folder, base));
    System.out.println(adapter.id() + " " + adapter.digest() + " has its golden record");
    return 0;
  }

  private static Path base(Path folder, Path base) {
    return base != null ? base : folder.toAbsolutePath().resolveSibling("base");
  }
}
