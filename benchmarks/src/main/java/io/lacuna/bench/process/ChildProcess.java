package io.lacuna.bench.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that ends with this JVM at the latest, unless this JVM is killed. */
public final class ChildProcess implements AutoCloseable {
  private static final int TERMINATED = 143;
  private static final int LAST_LINES = 15;

  private final Process process;
  private final Thread guard;

  private ChildProcess(Process process) {
    this.process = process;
    this.guard = new Thread(process::destroyForcibly, "child-guard");
    Runtime.getRuntime().addShutdownHook(guard);
  }

  /** Path of the program that runs this JVM. */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  public static ChildProcess start(ProcessBuilder builder) {
    try {
      return new ChildProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + builder.command().get(0), e);
    }
  }

  /**
   * @param log takes standard output and standard error, behind what is there
   */
  public static ChildProcess start(List<String> command, Path log) {
    return start(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile())));
  }

  /** For its streams and what the system knows of it. */
  public Process process() {
    return process;
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
    forget();
  }

  /** SIGTERM; false if it ended badly, or had to be killed after so long. */
  public boolean terminate(Duration patience) {
    process.destroy();
    return endsWithin(patience);
  }

  /** Waits for its end; false if it ended badly, or had to be killed. */
  public boolean endsWithin(Duration patience) {
    try {
      if (process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        forget();
        return process.exitValue() == 0 || process.exitValue() == TERMINATED;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
    return false;
  }

  private void forget() {
    Runtime.getRuntime().removeShutdownHook(guard);
  }

  /** SIGSTOP: it holds its connections and does nothing. */
  public void freeze() {
    signal("STOP");
  }

  /** SIGCONT. */
  public void thaw() {
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
  public static String tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  @Override
  public void close() {
    kill();
  }
}
