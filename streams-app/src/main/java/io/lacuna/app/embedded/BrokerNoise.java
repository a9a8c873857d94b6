package io.lacuna.app.embedded;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;

/**
 * Drops the few lines that an embedded broker warns with at every start and end, where nothing is
 * wrong: a new or reopened metadata log, the first registration that meets a controller not yet
 * elected, the second close of its own client, a transaction's first append that overtakes its own
 * check and is sent again, and the temporary directory of a demo.
 */
public final class BrokerNoise extends Filter<ILoggingEvent> {
  private record Line(String logger, String text) {}

  private static final List<Line> EXPECTED =
      List.of(
          new Line("org.apache.kafka.controller.QuorumController", "controller activation"),
          new Line("org.apache.kafka.clients.NetworkClient", "[NodeToControllerChannelManager"),
          new Line("kafka.server.ControllerApis", "apiKey=CONTROLLER_REGISTRATION"),
          new Line("kafka.server.ReplicaManager", "OutOfOrderSequenceException"),
          new Line("org.apache.kafka.clients.producer.internals.Sender", "CONCURRENT_TRANSACTIONS"),
          new Line(
              "org.apache.kafka.clients.producer.internals.Sender", "OUT_OF_ORDER_SEQUENCE_NUMBER"),
          new Line("kafka.server.DefaultAutoTopicCreationManager", "TOPIC_ALREADY_EXISTS"),
          new Line(
              "org.apache.kafka.streams.processor.internals.StateDirectory", "OS temp directory"));

  @Override
  public FilterReply decide(ILoggingEvent event) {
    boolean expected =
        EXPECTED.stream()
            .anyMatch(
                line ->
                    line.logger.equals(event.getLoggerName()) && text(event).contains(line.text));
    return expected ? FilterReply.DENY : FilterReply.NEUTRAL;
  }

  private static String text(ILoggingEvent event) {
    String message = event.getFormattedMessage();
    return event.getThrowableProxy() == null
        ? message
        : message + ' ' + event.getThrowableProxy().getClassName();
  }
}
