package io.lacuna.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LogFormatTest {
  private static String logged(String format) throws Exception {
    PrintStream err = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setErr(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      LoggerContext context = new LoggerContext();
      context.setMDCAdapter(new LogbackMDCAdapter());
      if (format != null) {
        context.putProperty("LACUNA_LOG_FORMAT", format);
      }
      JoranConfigurator configurator = new JoranConfigurator();
      configurator.setContext(context);
      configurator.doConfigure(LogFormatTest.class.getResource("/logback.xml"));
      context.getLogger("io.lacuna.test").warn("window {} of {}", 3, "patient", new Exception("x"));
      context.stop();
    } finally {
      System.setErr(err);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void forMachinesALineIsAnObject() throws Exception {
    String logged = logged("json");
    assertThat(logged.strip().lines()).hasSize(1);
    JsonNode line = new ObjectMapper().readTree(logged);
    assertThat(line.get("level").asText()).isEqualTo("WARN");
    assertThat(line.get("loggerName").asText()).isEqualTo("io.lacuna.test");
    assertThat(line.get("formattedMessage").asText()).isEqualTo("window 3 of patient");
    assertThat(line.at("/throwable/message").asText()).isEqualTo("x");
    assertThat(line.has("arguments")).isFalse();
  }

  @Test
  void forPeopleItIsText() throws Exception {
    assertThat(logged(null)).contains("WARN  io.lacuna.test").contains("window 3 of patient");
  }
}
