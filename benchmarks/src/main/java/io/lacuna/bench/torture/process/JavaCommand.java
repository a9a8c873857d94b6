package io.lacuna.bench.torture.process;

import io.lacuna.bench.process.ChildProcess;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How a JVM of the harness is started: quickly, and with the class path of this one. */
final class JavaCommand {
  private JavaCommand() {}

  /**
   * @param archive of classes that are loaded from there; made when the process ends, if it is not
   *     there yet
   */
  static List<String> of(String heap, Path archive, List<String> options, String main) {
    List<String> command = new ArrayList<>();
    command.add(ChildProcess.java());
    command.addAll(List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Xshare:auto", "-Xlog:cds=off", "-Xlog:cds+dynamic=off"));
    boolean agents = options.stream().anyMatch(o -> o.startsWith("-agentlib"));
    if (Files.exists(archive)) {
      command.add("-XX:SharedArchiveFile=" + archive);
    } else if (!agents) {
      command.add("-XX:ArchiveClassesAtExit=" + archive);
    }
    command.addAll(options);
    command.addAll(List.of("-cp", jars(), main));
    return command;
  }

  /**
   * Jars alone, as an archive of classes can be made of nothing else; this module's own classes, a
   * folder where it was built just now, are not needed by what is started.
   */
  private static String jars() {
    String all = System.getProperty("java.class.path");
    String jars =
        Arrays.stream(all.split(File.pathSeparator))
            .filter(entry -> !Files.isDirectory(Path.of(entry)))
            .collect(Collectors.joining(File.pathSeparator));
    return jars.contains("lacuna-streams-app") ? jars : all;
  }
}
