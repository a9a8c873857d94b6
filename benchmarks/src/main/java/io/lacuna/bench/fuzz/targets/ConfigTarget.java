package io.lacuna.bench.fuzz.targets;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lacuna.app.ClientSettings;
import io.lacuna.app.config.AppConfig;
import io.lacuna.app.config.ConfigKeys;
import io.lacuna.app.config.ConfigLoader;
import io.lacuna.app.config.ConfigSources;
import io.lacuna.bench.fuzz.FuzzTarget;
import io.lacuna.bench.fuzz.mutate.Mutation;
import io.lacuna.bench.fuzz.mutate.Text;
import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;

/** A configuration file, up to the settings of the Kafka clients. */
public final class ConfigTarget implements FuzzTarget {
  /** The word for a file that is no properties file, which the command line refuses by itself. */
  private static final String NO_PROPERTIES = "NO_PROPERTIES";

  private static final String REFUSED = "CONFIG_REFUSED";

  private static final List<String> SEEDS =
      List.of(
          """
          bootstrap.servers=broker:9092
          schema.registry.url=http://registry:8081
          pipelines=patient
          patient.window.size=30s
          patient.window.expected=image,text
          patient.window.expected.inpatient=image
          patient.window.wait.image=10s
          patient.window.samples.text=all(3)
          batch.max.size=16
          batch.shape=fixed
          """,
          """
          bootstrap.servers = broker:9092
          schema.registry.url = mock://fuzz
          claim.root = claims
          claim.max.bytes = 1MiB
          web.host = 127.0.0.1
          web.token = secret
          utterance.window.kind = session
          utterance.window.emit = early(5s)
          utterance.window.retention = 1h
          kafka.security.protocol = SASL_SSL
          kafka.sasl.jaas.config = some module
          num.stream.threads = 2
          """);

  @Override
  public String name() {
    return "config";
  }

  @Override
  public List<byte[]> seeds() {
    return SEEDS.stream().map(s -> s.getBytes(UTF_8)).toList();
  }

  @Override
  public List<Mutation> mutations() {
    return List.of(Text.NUMBER, Text.WORD, Text.LINES);
  }

  @Override
  public List<byte[]> tokens() {
    Stream<String> words =
        Stream.of(
            "\\u",
            "${env:X}",
            "${file:",
            "}",
            "all(",
            "9223372036854775807d",
            "-1ms",
            "1e9s",
            "0x10",
            "KiB",
            "patient.",
            "kafka.",
            "pipelines=a..b",
            "\nweb.port=",
            ",,",
            "\u0000");
    return Stream.concat(words, ConfigKeys.application().names().stream())
        .map(t -> t.getBytes(UTF_8))
        .toList();
  }

  @Override
  public long maxAllocation() {
    return 64L << 20;
  }

  @Override
  public String run(byte[] input) throws IOException {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(new String(input, UTF_8)));
    } catch (IllegalArgumentException e) {
      return NO_PROPERTIES;
    }
    Map<String, String> values = new HashMap<>();
    properties.forEach((key, value) -> values.put((String) key, (String) value));
    try {
      ConfigSources sources = new ConfigSources(Map.of(), Map.of()).file("fuzz", values);
      AppConfig config = ConfigLoader.load(sources);
      ConfigLoader.effective(sources);
      ClientSettings.streams(config);
      ClientSettings.connection(config);
      return ACCEPTED;
    } catch (ConfigException e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new IllegalStateException("a refusal without a word", e);
      }
      return REFUSED;
    }
  }
}
