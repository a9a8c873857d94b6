package io.lacuna.app.embedded;

import java.nio.file.Path;

/**
 * The embedded broker as a process of its own, so that tests can kill it: {@code EmbeddedBrokerMain
 * DIR}. Prints its address on one line when it accepts clients, and runs until it is ended.
 */
public final class EmbeddedBrokerMain {
  private static final int USAGE = 2;

  private EmbeddedBrokerMain() {}

  /** Takes the directory as its only argument. */
  public static void main(String[] args) throws InterruptedException {
    if (args.length != 1) {
      System.err.println("usage: EmbeddedBrokerMain DIR");
      System.exit(USAGE);
    }
    EmbeddedBroker broker = EmbeddedBroker.start(Path.of(args[0]));
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-close"));
    System.out.println(broker.bootstrapServers());
    Thread.currentThread().join();
  }
}
