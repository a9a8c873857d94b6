package io.lacuna.trainer.compare;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Processes that share the units: the engine allows one training per process. Each has one thread
 * for arrays. A worker ends when its parent does, because the parent holds the other end of its
 * standard input.
 */
final class Workers {
  private static final int NONE = -1;
  private static final Executor THREAD = task -> new Thread(task).start();
  private static final String THREADS = "-Dai.djl.pytorch.num_threads=";

  private final String main;
  private final List<String> arguments;
  private final Path logs;

  /**
   * @param main class with the verbs
   * @param arguments of this process
   * @param logs folder for what workers say
   */
  Workers(String main, List<String> arguments, Path logs) {
    this.main = main;
    this.arguments = List.copyOf(arguments);
    this.logs = logs;
  }

  /**
   * Runs so many workers to their end; when one fails the others are ended.
   *
   * @param said gets each line of their standard output
   * @throws IllegalArgumentException if one failed; says what it said last
   */
  void run(int count, Consumer<String> said) throws IOException {
    List<Process> workers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      workers.add(new ProcessBuilder(command(i)).redirectError(log(i).toFile()).start());
    }
    AtomicInteger failed = new AtomicInteger(NONE);
    IntStream.range(0, count)
        .mapToObj(i -> CompletableFuture.runAsync(() -> attend(i, workers, said, failed), THREAD))
        .toList()
        .forEach(CompletableFuture::join);
    if (failed.get() != NONE) {
      Path log = log(failed.get());
      throw new IllegalArgumentException(
          "worker " + failed + " failed: " + last(log) + " (all it said: " + log + ")");
    }
  }

  private static void attend(
      int number, List<Process> workers, Consumer<String> said, AtomicInteger failed) {
    if (listen(workers.get(number), said) != 0 && failed.compareAndSet(NONE, number)) {
      workers.forEach(Process::destroy);
    }
  }

  private static int listen(Process worker, Consumer<String> said) {
    try (BufferedReader lines = worker.inputReader()) {
      lines.lines().forEach(said);
      return worker.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a worker was at work", e);
    } finally {
      worker.destroy();
    }
  }

  private Path log(int worker) {
    return logs.resolve("worker-" + worker + ".log");
  }

  private static String last(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log).stream().filter(l -> !l.isBlank()).toList();
    return IntStream.range(0, lines.size())
        .mapToObj(i -> lines.get(lines.size() - 1 - i))
        .filter(l -> l.startsWith("error: "))
        .findFirst()
        .orElse(lines.isEmpty() ? "it said nothing" : lines.get(lines.size() - 1));
  }

  private List<String> command(int worker) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(a -> !a.startsWith("-javaagent:") && !a.startsWith("-agentlib:"))
        .filter(a -> !a.startsWith(THREADS))
        .forEach(command::add);
    command.add(THREADS + "1");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
    command.addAll(arguments);
    command.addAll(List.of(CompareCommand.WORKER, Integer.toString(worker)));
    return command;
  }
}
