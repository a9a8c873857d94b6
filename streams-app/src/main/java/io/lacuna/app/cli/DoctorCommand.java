package io.lacuna.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.doctor.Doctor;
import io.lacuna.app.doctor.Finding;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = {
      "Looks at everything the service needs, and says how to mend what is wrong.",
      "That is Java, threads, disk, port, broker, topics, registry, clock, engine and models. Exit 1 when something failed."
    },
    footer = {"", "Example: ./lacuna doctor --config lacuna.properties"})
final class DoctorCommand implements Callable<Integer> {
  @Mixin private ConfigOptions options;

  @Option(names = "--json", description = "Print one JSON object a line.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    AppConfig config = options.load();
    // the clients warn with every attempt; the finding says it once
    ((Logger) LoggerFactory.getLogger("org.apache.kafka")).setLevel(Level.OFF);
    PrintWriter out = spec.commandLine().getOut();
    boolean sound =
        new Doctor(config, Models.of(config))
            .examine(
                finding -> {
                  out.println(json ? tree(finding) : line(finding));
                  out.flush();
                });
    return sound ? 0 : Main.FAILED;
  }

  private static String tree(Finding f) {
    return new ObjectMapper()
        .createObjectNode()
        .put("subject", f.subject())
        .put("grade", f.grade().name())
        .put("text", f.text())
        .put("mend", f.mend())
        .toString();
  }

  private static String line(Finding f) {
    String grade =
        switch (f.grade()) {
          case OK -> "@|green ok|@     ";
          case WARNING -> "@|yellow warning|@";
          case FAILED -> "@|red FAILED|@ ";
        };
    String mend = f.mend().isEmpty() ? "" : "%n%19s-> %s".formatted("", f.mend());
    return Ansi.AUTO.string(grade) + " %-11s %s".formatted(f.subject(), f.text()) + mend;
  }
}
