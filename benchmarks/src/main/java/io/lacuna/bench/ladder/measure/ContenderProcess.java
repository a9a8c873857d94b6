package io.lacuna.bench.ladder.measure;

import io.lacuna.bench.WrongResultException;
import io.lacuna.bench.process.ChildProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A contender's process. What it says on standard error is kept in a file. */
public final class ContenderProcess implements AutoCloseable {
  private static final Path PROC = Path.of("/proc");
  private static final String PEAK = "VmHWM:";
  private static final String END = "";

  private final ChildProcess process;
  private final Path log;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

  /**
   * What it has used so far.
   *
   * @param cpuSeconds of all its threads
   * @param peakBytes most memory resident at once
   */
  public record Usage(double cpuSeconds, long peakBytes) {}

  private ContenderProcess(ChildProcess process, Path log) {
    this.process = process;
    this.log = log;
    Thread reader = new Thread(this::read, "contender-lines");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * @param log takes its standard error
   */
  public static ContenderProcess start(List<String> command, Path log) {
    return new ContenderProcess(
        ChildProcess.start(
            new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))),
        log);
  }

  private void read() {
    try (BufferedReader out = process.process().inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      lines.add("the output broke off: " + e.getMessage());
    }
    lines.add(END);
  }

  /**
   * The next line of its standard output that begins with a word.
   *
   * @throws WrongResultException if it ends without one or takes too long; with the end of its log
   */
  public String await(String word, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null || line.equals(END)) {
        throw new WrongResultException(
            "no '" + word + "' " + (line == null ? "in " + patience : "before it ended") + tail());
      }
      if (line.startsWith(word)) {
        return line;
      }
    }
  }

  /** The rest of its standard output, when it ends by itself. */
  public List<String> awaitEnd(Duration patience) throws InterruptedException {
    if (!process.endsWithin(patience)) {
      throw new WrongResultException("it did not end well in " + patience + tail());
    }
    List<String> all = new ArrayList<>();
    for (String line = lines.take(); !line.equals(END); line = lines.take()) {
      all.add(line);
    }
    return all;
  }

  private String tail() {
    return "; the last of its log:\n" + ChildProcess.tail(log);
  }

  /**
   * @throws WrongResultException if the process has ended
   */
  public Usage usage() {
    try {
      String peak =
          Files.readAllLines(PROC.resolve(process.process().pid() + "/status")).stream()
              .filter(l -> l.startsWith(PEAK))
              .findFirst()
              .orElseThrow(() -> new WrongResultException("the contender has ended" + tail()));
      return new Usage(
          process.process().info().totalCpuDuration().orElseThrow().toNanos() / 1e9,
          Long.parseLong(peak.replaceAll("\\D", "")) << 10);
    } catch (IOException e) {
      throw new WrongResultException("the contender has ended, or this is not Linux" + tail(), e);
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** kill -9. */
  @Override
  public void close() {
    process.kill();
  }
}
