package io.lacuna.app.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.DOUBLE;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.net.URI;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/** Keys of the traces. */
final class TraceKeys {
  private TraceKeys() {}

  static ConfigDef define(ConfigDef keys) {
    return keys.define(
            "trace.enabled",
            BOOLEAN,
            false,
            LOW,
            "Whether OpenTelemetry traces are made and sent, from sample to prediction.")
        .define(
            "trace.otlp.endpoint",
            STRING,
            "http://127.0.0.1:4318/v1/traces",
            KeyTypes.checked(TraceKeys::endpoint, "an http or https URL with its path"),
            LOW,
            "Where spans are sent: OTLP over HTTP, protobuf.")
        .define(
            "trace.sample.ratio",
            DOUBLE,
            0.1,
            KeyTypes.SHARE,
            LOW,
            "Share of the traces begun here that are kept, by trace id; where a sample has a traceparent header, its flag decides.");
  }

  static TraceConfig of(Map<String, Object> app) {
    return new TraceConfig(
        (Boolean) app.get("trace.enabled"),
        endpoint((String) app.get("trace.otlp.endpoint")),
        (Double) app.get("trace.sample.ratio"));
  }

  private static URI endpoint(String text) {
    URI uri = URI.create(text);
    boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!web || uri.getHost() == null || uri.getPath().length() < 2) {
      throw new IllegalArgumentException(
          "must be an http or https URL with its path, such as http://collector:4318/v1/traces");
    }
    return uri;
  }
}
