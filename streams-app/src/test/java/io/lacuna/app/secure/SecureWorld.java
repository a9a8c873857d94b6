package io.lacuna.app.secure;

import io.lacuna.app.embedded.EmbeddedRegistry;
import io.lacuna.app.embedded.SecureBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A broker, a registry and an issuer of tokens that let in who has the credentials of
 * docs/security.md, and the settings of that page with the places of this world in them.
 */
final class SecureWorld implements AutoCloseable {
  private static final Path PAGE = Path.of("../docs/security.md");

  final Path dir;
  final Certificates certificates;
  final SecureBroker broker;
  final RegistryFront front;
  private final TokenIssuer issuer;
  private final EmbeddedRegistry registry;

  SecureWorld(Path dir) throws Exception {
    this.dir = dir;
    certificates = Certificates.make(dir.resolve("etc"));
    Files.writeString(
        dir.resolve("etc/secrets.properties"),
        """
        truststore=%s
        keystore=%s
        scram=scram-secret
        oauth=oauth-secret
        registry=registry-secret
        bearer=bearer-secret
        """
            .formatted(Certificates.PASSWORD, Certificates.PASSWORD));
    issuer = new TokenIssuer("lacuna", "oauth-secret");
    // as the broker's own configuration would: both run in this JVM
    System.setProperty("org.apache.kafka.sasl.oauthbearer.allowed.urls", issuer.url() + "/jwks");
    registry = EmbeddedRegistry.start(dir.resolve("registry"));
    String login =
        Base64.getEncoder()
            .encodeToString("lacuna:registry-secret".getBytes(StandardCharsets.UTF_8));
    front =
        new RegistryFront(
            certificates.server("server"),
            registry.url(),
            Set.of("Basic " + login, "Bearer bearer-secret"));
    broker =
        SecureBroker.start(
            dir.resolve("broker"), certificates, issuer.url() + "/jwks", issuer.url());
    broker.addUser("lacuna", "scram-secret");
  }

  /**
   * Settings from the page.
   *
   * @param way listener of the broker
   * @param names of the page's examples
   */
  String settings(String way, String... names) throws Exception {
    StringBuilder all = new StringBuilder();
    for (String name : names) {
      all.append(example(name));
    }
    return all.toString()
        .replace("broker.example.org:9093", broker.address(way))
        .replace("https://registry.example.org", front.url())
        .replace("https://issuer.example.org", issuer.url())
        .replace("/etc/lacuna", dir.resolve("etc").toString());
  }

  private static String example(String name) throws Exception {
    Matcher example =
        Pattern.compile("<!-- " + name + " -->\n```properties\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    if (!example.find()) {
      throw new IllegalArgumentException(PAGE + " has no example " + name);
    }
    return example.group(1);
  }

  /** Writes a configuration of the patient pipeline with these settings. */
  Path write(String name, String settings, Map<String, String> further) throws Exception {
    StringBuilder text = new StringBuilder(settings);
    text.append("pipelines=patient\nmodels.dir=../models\nweb.port=0\n")
        .append("state.dir=")
        .append(dir.resolve("state-" + name))
        .append('\n')
        .append("topics.prefix=")
        .append(name)
        .append('\n')
        .append("application.id=")
        .append(name)
        .append('\n')
        .append("patient.window.size=2s\npatient.window.grace=200ms\n")
        .append("patient.window.retention=3s\n");
    further.forEach((k, v) -> text.append(k).append('=').append(v).append('\n'));
    return Files.writeString(dir.resolve(name + ".properties"), text);
  }

  @Override
  public void close() {
    broker.close();
    front.close();
    registry.close();
    issuer.close();
    System.clearProperty("org.apache.kafka.sasl.oauthbearer.allowed.urls");
  }
}
