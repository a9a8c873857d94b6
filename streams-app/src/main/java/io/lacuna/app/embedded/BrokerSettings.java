package io.lacuna.app.embedded;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The settings of a broker that is alone, small, and never deletes by age. */
final class BrokerSettings {
  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private static final Map<String, String> FIXED =
      Map.ofEntries(
          Map.entry("node.id", String.valueOf(NODE_ID)),
          Map.entry("process.roles", "broker,controller"),
          Map.entry("controller.listener.names", CONTROLLER_LISTENER),
          Map.entry("inter.broker.listener.name", "CLIENTS"),
          Map.entry("listener.security.protocol.map", "CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT"),
          // alone: one copy of everything
          Map.entry("offsets.topic.replication.factor", "1"),
          Map.entry("transaction.state.log.replication.factor", "1"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("share.coordinator.state.topic.replication.factor", "1"),
          Map.entry("share.coordinator.state.topic.min.isr", "1"),
          // small: the defaults are sized for servers (the dedupe buffer alone is 128 MB)
          Map.entry("offsets.topic.num.partitions", "4"),
          Map.entry("transaction.state.log.num.partitions", "4"),
          Map.entry("share.coordinator.state.topic.num.partitions", "4"),
          Map.entry("num.network.threads", "1"),
          Map.entry("num.io.threads", "2"),
          Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
          Map.entry("group.initial.rebalance.delay.ms", "0"),
          // after a kill the same broker waits until its former self is given up (default 9 s)
          Map.entry("broker.session.timeout.ms", "4000"),
          Map.entry("broker.heartbeat.interval.ms", "500"),
          // a misspelt topic must not come into being
          Map.entry("auto.create.topics.enable", "false"),
          // a replayed feed carries old timestamps; retention by age would delete it at once
          Map.entry("log.retention.ms", "-1"));

  private BrokerSettings() {}

  static Map<String, Object> of(Path log, BrokerPorts ports) {
    String clients = "CLIENTS://localhost:" + ports.client();
    String controller = CONTROLLER_LISTENER + "://localhost:" + ports.controller();
    Map<String, Object> settings = new HashMap<>(FIXED);
    settings.put("log.dirs", log.toString());
    settings.put("listeners", clients + "," + controller);
    settings.put("advertised.listeners", clients);
    settings.put("controller.quorum.voters", NODE_ID + "@localhost:" + ports.controller());
    return settings;
  }
}
