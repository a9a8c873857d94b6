package io.lacuna.app;

import io.lacuna.app.config.AppConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.security.auth.login.LoginException;
import org.apache.kafka.clients.ClientDnsLookup;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Why the brokers cannot be used, in words.
 *
 * @param refused whether somebody said no, which another try does not change; else nobody answered
 * @param text in one line, without the address
 * @param keys to look at
 */
public record BrokerFault(boolean refused, String text, String keys) {
  private static final int PROBE_MS = 2_000;

  /** How the clients say that a key or trust store cannot be read; its file follows. */
  private static final String STORE = "Failed to load SSL ";

  private static final String SASL = "kafka.sasl.*";
  private static final String PROTOCOL = "kafka.security.protocol";

  /** What is wrong with a client that failed; empty if it is neither connection nor settings. */
  public static Optional<BrokerFault> of(AppConfig config, Throwable failure) {
    List<Throwable> chain = chain(failure);
    for (Throwable e : chain) {
      if (e instanceof SslAuthenticationException) {
        return Optional.of(tls(chain));
      }
      if (e instanceof AuthorizationException) {
        return Optional.of(new BrokerFault(true, e.getMessage(), "the rights of this user"));
      }
      if (e instanceof AuthenticationException) {
        return Optional.of(new BrokerFault(true, root(chain), SASL));
      }
      if (e instanceof TimeoutException) {
        return Optional.of(silent(config, e));
      }
    }
    boolean notMade =
        failure.getClass() == KafkaException.class
            && String.valueOf(failure.getMessage()).startsWith("Failed to ");
    if (!notMade) {
      return Optional.empty();
    }
    for (Throwable e : chain) {
      if (String.valueOf(e.getMessage()).startsWith(STORE)) {
        String text = e.getMessage() + ": " + root(chain);
        return Optional.of(new BrokerFault(true, text, "that file, and kafka.ssl.*"));
      }
    }
    String keys = has(chain, LoginException.class) ? SASL : "bootstrap.servers and kafka.*";
    return Optional.of(new BrokerFault(true, root(chain), keys));
  }

  private static BrokerFault tls(List<Throwable> chain) {
    String said = root(chain);
    if (has(chain, CertificateExpiredException.class)
        || has(chain, CertificateNotYetValidException.class)) {
      return new BrokerFault(
          true, "its certificate is not valid now: " + said, "the broker's certificate");
    }
    if (said.contains("unable to find valid certification path") || said.contains("trustAnchors")) {
      return new BrokerFault(
          true,
          "its certificate is of no authority in the truststore",
          "kafka.ssl.truststore.location");
    }
    if (said.startsWith("No subject alternative") || said.startsWith("No name matching")) {
      return new BrokerFault(
          true,
          "its certificate is of another host: " + said,
          "bootstrap.servers, and the name that the broker advertises");
    }
    if (said.contains("fatal alert")) {
      return new BrokerFault(
          true,
          "it does not accept the certificate of this client, or its lack: " + said,
          "kafka.ssl.keystore.location");
    }
    return new BrokerFault(true, said, PROTOCOL + " and kafka.ssl.*");
  }

  private static BrokerFault silent(AppConfig config, Throwable e) {
    if (!listens(config.bootstrapServers())) {
      return new BrokerFault(false, "nobody listens there", "bootstrap.servers");
    }
    String protocol = config.kafka().getOrDefault("security.protocol", "PLAINTEXT");
    return new BrokerFault(
        false,
        "somebody listens there, but gives no answer to "
            + PROTOCOL
            + " = "
            + protocol
            + " ("
            + e.getMessage()
            + ")",
        PROTOCOL + ", and the name that the broker advertises");
  }

  private static boolean listens(String bootstrapServers) {
    try {
      List<String> servers = List.of(bootstrapServers.split("\\s*,\\s*"));
      for (InetSocketAddress address :
          ClientUtils.parseAndValidateAddresses(servers, ClientDnsLookup.USE_ALL_DNS_IPS)) {
        try (Socket socket = new Socket()) {
          socket.connect(address, PROBE_MS);
          return true;
        } catch (IOException silent) {
          // the next may answer
        }
      }
    } catch (ConfigException e) {
      // no server has an address
    }
    return false;
  }

  private static List<Throwable> chain(Throwable e) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = e; t != null && !chain.contains(t); t = t.getCause()) {
      chain.add(t);
    }
    return chain;
  }

  private static boolean has(List<Throwable> chain, Class<?> type) {
    return chain.stream().anyMatch(type::isInstance);
  }

  private static String root(List<Throwable> chain) {
    Throwable last = chain.get(chain.size() - 1);
    String text = last.getMessage() == null ? last.toString() : last.getMessage();
    return text.replaceAll("\\s*\\R\\s*", " ");
  }
}
