package io.lacuna.app.config;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;

/** The reference page of all keys, in Markdown, made from their definitions. */
public final class ConfigReference {
  private static final List<String> PIPELINES = List.of("patient", "utterance");

  private ConfigReference() {}

  /** The page. */
  public static String page() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Configuration

        For people who run the service. This page is made from the code: `./lacuna reference config`.

        A value is taken from the first of these that names its key:

        1. the command line, `--set patient.window.size=90s`
        2. a system property, `-Dlacuna.patient.window.size=90s` (in `LACUNA_OPTS`)
        3. the environment, `LACUNA_PATIENT_WINDOW_SIZE=90s`
        4. the file, `--config lacuna.properties`
        5. the default below

        A key that nobody knows is refused (exit 3), wherever it stands. What Kubernetes says about a service (`LACUNA_SERVICE_HOST`, `LACUNA_PORT=tcp://...`) is no key.
        `./lacuna config` shows every value in force and where it was
        said; `run` prints the same when it starts. Durations: `250ms`, `30s`, `5m`, `2h`, `7d` or ISO-8601. Sizes: bytes, or `512KiB`, `64MiB`, `1GiB`.

        **Secrets** need not stand in the file: `${file:/run/secrets/lacuna.properties:token}` takes a key of another properties file,
        `${dir:/run/secrets:token}` a whole file, `${env:TOKEN}` a variable. What is taken so, and what is a password, is shown as `(hidden)`.

        **Clients.** `kafka.` in front of any setting of the Kafka clients or Kafka Streams hands it on: `kafka.security.protocol=SASL_SSL`,
        `kafka.sasl.mechanism=SCRAM-SHA-512`, `kafka.sasl.jaas.config=${file:...}`, `kafka.consumer.max.poll.records=500`; in the environment
        `LACUNA_KAFKA_SECURITY_PROTOCOL`. Settings of the registry client keep the vendor's names: `schema.registry.ssl.truststore.location`,
        `basic.auth.user.info`, `bearer.auth.token`.

        """);
    page.append("## The application\n\n")
        .append("| key | default | allowed | what |\n|---|---|---|---|\n");
    ConfigKeys.application().configKeys().values().forEach(k -> page.append(row(k)));
    page.append(
        """

        ## A pipeline

        Each key stands behind the pipeline's name, e.g. `patient.window.size`. `<pipeline>.window.expected.<kind>` names the modalities of a kind of
        subject. Where two defaults are given, the first is that of `patient` and of pipelines of your own.

        | key | default | allowed | what |
        |---|---|---|---|
        """);
    PipelineKeys.of(PIPELINES.get(0))
        .configKeys()
        .values()
        .forEach(k -> page.append(pipelineRow(k)));
    page.append(
        """

        ## A feed

        Each key stands behind `intake.` and a feed that `intake.feeds` names, e.g. `intake.radiology.topic`. What feeds are: [intake.md](intake.md).

        | key | default | allowed | what |
        |---|---|---|---|
        """);
    IntakeKeys.keys().configKeys().values().forEach(k -> page.append(row(k)));
    return page.toString();
  }

  private static String row(ConfigDef.ConfigKey key) {
    return row(key, Objects.requireNonNullElse(defaultOf(key), ""));
  }

  private static String pipelineRow(ConfigDef.ConfigKey key) {
    String first = Objects.requireNonNullElse(defaultOf(key), "");
    String second =
        Objects.requireNonNullElse(
            defaultOf(PipelineKeys.of(PIPELINES.get(1)).configKeys().get(key.name)), "");
    return row(key, first.equals(second) ? first : first + "`, `" + second);
  }

  private static String row(ConfigDef.ConfigKey key, String byDefault) {
    return String.format(
        "| `%s` | %s | %s | %s |%n",
        key.name,
        !key.hasDefault() ? "**required**" : byDefault.isEmpty() ? "" : "`" + byDefault + "`",
        allowed(key),
        key.documentation.replace("<", "&lt;"));
  }

  private static String allowed(ConfigDef.ConfigKey key) {
    return key.validator == null
        ? key.type.name().toLowerCase(Locale.ROOT)
        : key.validator.toString().replace("[", "").replace("]", "").replace(",...,", " to ");
  }

  /** As it would be written, or null for none. */
  static String defaultOf(ConfigDef.ConfigKey key) {
    if (!key.hasDefault() || key.defaultValue == null) {
      return null;
    }
    return ConfigDef.convertToString(key.defaultValue, key.type);
  }
}
