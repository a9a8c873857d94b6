package io.lacuna.app.embedded;

import io.lacuna.app.secure.Certificates;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * The embedded broker with a listener for each way in: {@code TLS}, {@code MTLS} (a certificate of
 * the client's is required), {@code SCRAM}, {@code OAUTH}, and two whose certificates are bad:
 * {@code EXPIRED} and {@code ELSEWHERE}. Each advertises itself, so that a client which comes in by
 * one stays there.
 */
public final class SecureBroker implements AutoCloseable {
  private static final List<String> WAYS =
      List.of("TLS", "MTLS", "SCRAM", "OAUTH", "EXPIRED", "ELSEWHERE");
  private static final String LOGIN = "org.apache.kafka.common.security.";

  private final EmbeddedBroker broker;
  private final Map<String, Integer> ports;

  private SecureBroker(EmbeddedBroker broker, Map<String, Integer> ports) {
    this.broker = broker;
    this.ports = ports;
  }

  /**
   * @param keySet where the issuer of tokens publishes its keys
   * @param issuer who must have issued a token
   */
  public static SecureBroker start(
      Path dir, Certificates certificates, String keySet, String issuer) throws Exception {
    Map<String, Integer> ports = freePorts();
    BrokerPorts own = BrokerPorts.free();
    BrokerDirectory directory = BrokerDirectory.open(dir);
    Map<String, Object> settings = new HashMap<>(BrokerSettings.of(directory.log(), own));
    String ways =
        WAYS.stream().map(w -> w + "://localhost:" + ports.get(w)).collect(Collectors.joining(","));
    settings.merge("listeners", ways, (a, b) -> a + "," + b);
    settings.merge("advertised.listeners", ways, (a, b) -> a + "," + b);
    settings.merge(
        "listener.security.protocol.map",
        "TLS:SSL,MTLS:SSL,SCRAM:SASL_SSL,OAUTH:SASL_SSL,EXPIRED:SSL,ELSEWHERE:SSL",
        (a, b) -> a + "," + b);
    for (String way : WAYS) {
      String key =
          way.equals("EXPIRED") || way.equals("ELSEWHERE")
              ? way.toLowerCase(Locale.ROOT)
              : "server";
      String prefix = prefix(way) + "ssl.";
      settings.put(prefix + "keystore.type", "PKCS12");
      settings.put(prefix + "keystore.location", certificates.keystore(key).toString());
      settings.put(prefix + "keystore.password", Certificates.PASSWORD);
      settings.put(prefix + "truststore.type", "PEM");
      settings.put(prefix + "truststore.location", certificates.authority("ca").toString());
    }
    settings.put(prefix("MTLS") + "ssl.client.auth", "required");
    settings.put("sasl.enabled.mechanisms", "SCRAM-SHA-512,OAUTHBEARER");
    settings.put(prefix("SCRAM") + "sasl.enabled.mechanisms", "SCRAM-SHA-512");
    settings.put(
        prefix("SCRAM") + "scram-sha-512.sasl.jaas.config",
        LOGIN + "scram.ScramLoginModule required;");
    settings.put(prefix("OAUTH") + "sasl.enabled.mechanisms", "OAUTHBEARER");
    String oauth = prefix("OAUTH") + "oauthbearer.";
    settings.put(
        oauth + "sasl.jaas.config", LOGIN + "oauthbearer.OAuthBearerLoginModule required;");
    settings.put(
        oauth + "sasl.server.callback.handler.class",
        LOGIN + "oauthbearer.OAuthBearerValidatorCallbackHandler");
    settings.put("sasl.oauthbearer.jwks.endpoint.url", keySet);
    settings.put("sasl.oauthbearer.expected.issuer", issuer);
    settings.put("sasl.oauthbearer.expected.audience", "kafka");
    return new SecureBroker(EmbeddedBroker.startOn(own, directory, settings), ports);
  }

  private static String prefix(String way) {
    return "listener.name." + way.toLowerCase(Locale.ROOT) + ".";
  }

  private static Map<String, Integer> freePorts() throws Exception {
    Map<String, Integer> ports = new LinkedHashMap<>();
    List<ServerSocket> open = new ArrayList<>();
    for (String way : WAYS) {
      ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      open.add(socket);
      ports.put(way, socket.getLocalPort());
    }
    for (ServerSocket socket : open) {
      socket.close();
    }
    return ports;
  }

  /** Makes a user of SCRAM-SHA-512. */
  public void addUser(String name, String password) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
          .all()
          .get();
    }
  }

  /** Where clients come in by that way. */
  public String address(String way) {
    return "localhost:" + ports.get(way);
  }

  /** Where clients come in without any security. */
  public String plainAddress() {
    return broker.bootstrapServers();
  }

  @Override
  public void close() {
    broker.close();
  }
}
