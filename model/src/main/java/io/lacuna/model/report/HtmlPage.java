package io.lacuna.model.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A report as one HTML file that opens from disk: template, style, script and charts come from
 * resources, the figures go in as a JSON block. Its content security policy lets nothing else in,
 * and nothing out.
 */
public final class HtmlPage {
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");
  private static final String CHARTS = "META-INF/maven/org.webjars/echarts/pom.properties";

  private HtmlPage() {}

  /**
   * Makes a page.
   *
   * @param template resource with the places {@code policy}, {@code style}, {@code charts}, {@code
   *     data} and {@code script}
   * @param script resource; the functions of {@code report-kit/kit.js} come before it
   */
  public static String of(String template, String script, JsonNode figures) {
    String charts =
        resource("META-INF/resources/webjars/echarts/" + version() + "/echarts.common.min.js");
    String code = resource("report-kit/kit.js") + resource(script);
    String style = resource("report-kit/page.css");
    String policy =
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src '"
            + digest(style)
            + "'; script-src '"
            + digest(charts)
            + "' '"
            + digest(code)
            + "'";
    // "<" would let a name in the data end the block it stands in
    String data = figures.toString().replace("<", "\\u003c");
    Map<String, String> parts =
        Map.of("policy", policy, "style", style, "charts", charts, "data", data, "script", code);
    StringBuilder page = new StringBuilder();
    Matcher place = PLACE.matcher(resource(template));
    while (place.find()) {
      place.appendReplacement(page, Matcher.quoteReplacement(parts.get(place.group(1))));
    }
    return place.appendTail(page).toString();
  }

  private static String version() {
    Properties properties = new Properties();
    try (InputStream in = open(CHARTS)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  private static String resource(String name) {
    try (InputStream in = open(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String name) {
    InputStream in = HtmlPage.class.getClassLoader().getResourceAsStream(name);
    if (in == null) {
      throw new IllegalStateException("the class path lacks " + name);
    }
    return in;
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
