package io.lacuna.bench.torture.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of the harness's own, its output in a file. It ends with this JVM at the latest, unless
 * this JVM is killed.
 */
public final class ChildProcess {
  private static final int TERMINATED = 143;

  private final Process process;
  private final Thread guard;

  private ChildProcess(Process process, Thread guard) {
    this.process = process;
    this.guard = guard;
  }

  /**
   * @param log takes standard output and standard error, behind what is there
   */
  static ChildProcess start(List<String> command, Path log) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(log.toFile()))
              .start();
      Thread guard = new Thread(process::destroyForcibly, "torture-guard");
      Runtime.getRuntime().addShutdownHook(guard);
      return new ChildProcess(process, guard);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command.get(0), e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
    Runtime.getRuntime().removeShutdownHook(guard);
  }

  /** SIGTERM; false if it had to be killed after {@code seconds}. */
  boolean terminate(long seconds) {
    process.destroy();
    try {
      if (process.waitFor(seconds, TimeUnit.SECONDS)) {
        Runtime.getRuntime().removeShutdownHook(guard);
        return process.exitValue() == 0 || process.exitValue() == TERMINATED;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
    return false;
  }

  /** SIGSTOP: it holds its connections and does nothing. */
  void freeze() {
    signal("STOP");
  }

  /** SIGCONT. */
  void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot signal a process", e);
    }
  }

  /** The last lines of a log, for a message. */
  static String tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}
