package io.lacuna.bench.docs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** A {@code lacuna} without the build, which the real one begins with: the classes under test. */
final class TypedLauncher {
  private static final String CLASS_PATH = System.getProperty("java.class.path");

  private TypedLauncher() {}

  static void write(Path file) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    String cases =
        Launcher.mains().entrySet().stream()
            .map(e -> "  " + e.getKey() + ") main=" + e.getValue() + " ;;")
            .collect(Collectors.joining("\n"));
    String script =
        """
        #!/usr/bin/env bash
        case "${1:-}" in
        %s
        esac
        [ "$main" = io.lacuna.app.cli.Main ] && CLASSPATH="$APP_CLASSPATH"
        exec %s/bin/java -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \\
          --enable-native-access=ALL-UNNAMED -Dai.djl.offline=true -DOPT_OUT_TRACKING=true \\
          -Dai.djl.default_engine=PyTorch -Djava.awt.headless=true \\
          -Dlogback.statusListenerClass=ch.qos.logback.core.status.NopStatusListener \\
          -cp "$CLASSPATH${LACUNA_CLASSPATH:+:$LACUNA_CLASSPATH}" "$main" "$@"
        """
            .formatted(cases, System.getProperty("java.home"));
    Files.writeString(file, script);
  }

  /** The class paths: the application has no readers of feeds but those that a page brings. */
  static Map<String, String> environment() {
    String application =
        Arrays.stream(CLASS_PATH.split(File.pathSeparator))
            .filter(p -> !p.contains("feeds-hl7"))
            .collect(Collectors.joining(File.pathSeparator));
    return Map.of("CLASSPATH", CLASS_PATH, "APP_CLASSPATH", application);
  }
}
