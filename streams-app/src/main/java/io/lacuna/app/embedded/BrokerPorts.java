package io.lacuna.app.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * The two ports of a broker. They must be known before it starts, because the quorum names the
 * controller's, so they are looked for and not left to the system.
 */
record BrokerPorts(int client, int controller) {

  /** Two different ports of the loopback interface that are free now. */
  static BrokerPorts free() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket client = new ServerSocket(0, 1, loopback);
        ServerSocket controller = new ServerSocket(0, 1, loopback)) {
      return new BrokerPorts(client.getLocalPort(), controller.getLocalPort());
    }
  }

  /** Whether both can be bound now; when not, somebody else has one. */
  boolean areFree() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket first = new ServerSocket(client, 1, loopback);
        ServerSocket second = new ServerSocket(controller, 1, loopback)) {
      return first.isBound() && second.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
