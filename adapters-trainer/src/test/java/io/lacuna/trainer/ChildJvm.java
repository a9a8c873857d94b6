package io.lacuna.trainer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts a class of this class path as a process of its own. */
public final class ChildJvm {
  private ChildJvm() {}

  /**
   * A process that is not started yet; output and errors are one stream.
   *
   * @param heapMb size of its heap, all of it taken at the start
   */
  public static ProcessBuilder of(int heapMb, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms" + heapMb + "m", "-Xmx" + heapMb + "m", "-XX:+AlwaysPreTouch"));
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("OMP_NUM_THREADS", "1"); // tiny arrays: threads only wait for others
    return builder;
  }
}
