package io.lacuna.bench.ladder.measure;

import io.lacuna.bench.ladder.contender.ContenderSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A contender on a place of its own, from its start until it is ended; it may be killed between.
 */
final class Life implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(5);

  private final List<String> command;
  private final Path log;
  private final List<Consumer<Answer>> sinks = new CopyOnWriteArrayList<>();
  private final Link link;
  private volatile ContenderProcess process;

  private Life(Ground ground, Contender contender, String id) throws IOException {
    Ground.Place place = ground.place(contender, id);
    Path settings = place.directory().resolve("settings.json");
    place.told().write(settings);
    log = place.directory().resolve("log.txt");
    command = new ArrayList<>(contender.command());
    command.add(settings.toString());
    if (contender.kind() == Contender.Kind.SOCKET) {
      link =
          new SocketLink(
              place.directory().resolve("port"), answer -> sinks.forEach(s -> s.accept(answer)));
    } else {
      link = ground.link(contender, place, answer -> sinks.forEach(s -> s.accept(answer)));
    }
    process = ContenderProcess.start(command, log);
  }

  /** Returns when the contender takes records. */
  static Life begin(Ground ground, Contender contender, String id)
      throws IOException, InterruptedException {
    Life life = new Life(ground, contender, id);
    try {
      life.process.await(ContenderSettings.READY, START);
      return life;
    } catch (RuntimeException | InterruptedException e) {
      life.close();
      throw e;
    }
  }

  Link link() {
    return link;
  }

  ContenderProcess process() {
    return process;
  }

  /** Answers go there from now on, too. */
  void listen(Consumer<Answer> sink) {
    sinks.add(sink);
  }

  /** kill -9, and the same command again at once. */
  void killAndRestart() {
    process.close();
    process = ContenderProcess.start(command, log);
  }

  @Override
  public void close() {
    process.close();
    link.close();
  }
}
